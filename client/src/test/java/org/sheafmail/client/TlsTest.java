package org.sheafmail.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.protocol.MailboxName;

class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private static SSLContext forLoopback;
  private static SSLContext forAnotherHost;

  @BeforeAll
  static void makeCertificates(@TempDir Path dir) throws Exception {
    forLoopback = context(dir.resolve("loopback.p12"), "dns:localhost,ip:127.0.0.1");
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
    try (FakeServer server = FakeServer.play(script, forLoopback);
        ImapClient client = ImapClient.connect(server.address(), ClientOptions.tls(forLoopback))) {
      AppendResult result =
          client.append(
              MailboxName.INBOX, List.of(Scripts.item("x".repeat(100_000)), Scripts.item("two")));
      assertThat(result.messages()).isEqualTo(2);
    }
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws Exception {
    FakeServer server = FakeServer.play("", forAnotherHost);
    assertThatThrownBy(
            () -> ImapClient.connect(server.address(), ClientOptions.tls(forAnotherHost)))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(server::close).isInstanceOf(AssertionError.class);
  }

  @Test
  void aCertificateNobodyVouchesForIsRefused() throws Exception {
    FakeServer server = FakeServer.play("", forLoopback);
    assertThatThrownBy(
            () -> ImapClient.connect(server.address(), ClientOptions.tls(SSLContext.getDefault())))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(server::close).isInstanceOf(AssertionError.class);
  }
}
