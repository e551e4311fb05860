package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.fake.FakeImapServer;
import org.sheafmail.protocol.MailboxName;

class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private static SSLContext forLoopback;
  private static SSLContext forAnotherHost;
  private static Certificate loopbackCertificate;

  @BeforeAll
  static void makeCertificates(@TempDir Path dir) throws Exception {
    Path loopback = dir.resolve("loopback.p12");
    forLoopback = context(loopback, "dns:localhost,ip:127.0.0.1");
    loopbackCertificate = KeyStore.getInstance(loopback.toFile(), PASSWORD).getCertificate("a");
    forAnotherHost = context(dir.resolve("other.p12"), "dns:mail.example.org");
  }

  /// A context that both has a certificate for that name and trusts it.
  private static SSLContext context(Path file, String name) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=" + name,
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", store.getCertificate("a"));
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void aBatchGoesThroughTls() throws Exception {
    String script =
        Scripts.with("LITERAL+ MULTIAPPEND")
            + """
            C~ A3 APPEND INBOX .*
            C~ x{100000} .*
            C: two
            S: A3 OK done
            """;
    try (FakeImapServer server = FakeImapServer.playTls(script, forLoopback);
        ImapClient client =
            ImapClient.connect(server.address(), ClientOptions.tls().withSslContext(forLoopback))) {
      AppendResult result =
          client.append(
              MailboxName.INBOX, List.of(Scripts.item("x".repeat(100_000)), Scripts.item("two")));
      assertThat(result.messages()).isEqualTo(2);
    }
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws Exception {
    FakeImapServer server = FakeImapServer.playTls("", forAnotherHost);
    assertThatThrownBy(() ->
            ImapClient.connect(
                server.address(), ClientOptions.tls().withSslContext(forAnotherHost)))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(server::close).isInstanceOf(AssertionError.class);
  }

  @Test
  void aCertificateNobodyVouchesForIsRefused() throws Exception {
    FakeImapServer server = FakeImapServer.playTls("", forLoopback);
    assertThatThrownBy(() ->
            ImapClient.connect(
                server.address(), ClientOptions.tls().withSslContext(SSLContext.getDefault())))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(server::close).isInstanceOf(AssertionError.class);
  }

  private static final String OFFERED =
      """
      S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED AUTH=FOO] hi
      C: A1 STARTTLS
      """;

  private static ImapClient startTls(FakeImapServer server) throws Exception {
    return ImapClient.connect(
        server.address(), ClientOptions.startTls().withSslContext(forLoopback));
  }

  @Test
  void startTlsForgetsWhatWasSaidInTheClear() throws Exception {
    String script =
        OFFERED
            + """
            S: * CAPABILITY IMAP4rev1 X-INJECTED
            S: A1 OK begin
            TLS
            C: A2 CAPABILITY
            S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
            S: A2 OK done
            """;
    try (FakeImapServer server = FakeImapServer.playStartTls(script, forLoopback);
        ImapClient client = startTls(server)) {
      assertThat(client.capabilities()).containsExactlyInAnyOrder("IMAP4REV1", "AUTH=PLAIN");
    }
  }

  @Test
  void aServerThatOffersNoTlsIsNotTalkedTo() throws Exception {
    for (String greeting :
        List.of(
            "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi",
            "S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi",
            OFFERED + "S: A1 NO not now",
            OFFERED + "S: A1 BAD what?")) {
      try (FakeImapServer server = FakeImapServer.play(greeting)) {
        assertThatThrownBy(() -> startTls(server)).isInstanceOf(InsecureConnectionException.class);
      }
    }
  }

  @Test
  void wordsInFrontOfTheTlsEndTheConnection() throws Exception {
    try (FakeImapServer server =
        FakeImapServer.play(OFFERED + "S+ A1 OK begin\nS: * CAPABILITY IMAP4rev1 X-INJECTED")) {
      assertThatThrownBy(() -> startTls(server))
          .isInstanceOf(InsecureConnectionException.class)
          .hasMessageContaining("in front of the TLS");
    }
  }

  @Test
  void aCertificateInAFileCanBeTrusted(@TempDir Path dir) throws Exception {
    Path pem = dir.resolve("server.pem");
    Files.writeString(pem, pem(loopbackCertificate));
    ClientOptions trusting = ClientOptions.tls().withTrustedCertificates(pem);
    try (FakeImapServer server = FakeImapServer.playTls(Scripts.with(""), forLoopback);
        ImapClient client = ImapClient.connect(server.address(), trusting)) {
      assertThat(client.capabilities()).contains("IMAP4REV1");
    }
    Path empty = Files.createFile(dir.resolve("empty.pem"));
    assertThatThrownBy(() -> ClientOptions.tls().withTrustedCertificates(empty))
        .hasMessageContaining("no certificate");
  }

  private static String pem(Certificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  @Test
  void nothingLeavesThisMachineInTheClearUnlessAllowed() {
    InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 143);
    assertThatThrownBy(() -> ImapClient.connect(elsewhere, ClientOptions.plain()))
        .isInstanceOf(InsecureConnectionException.class)
        .hasMessageContaining("192.0.2.1");
  }
}
