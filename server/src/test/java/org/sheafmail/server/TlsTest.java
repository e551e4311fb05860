package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.memory.MemoryStore;

class TlsTest {
  @TempDir private Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    SelfSigned.write(directory, "first");
    server =
        new TestServer(
            Config.parse(
                """
                [imap]
                listen = ["127.0.0.1:0"]
                listen-tls = ["127.0.0.1:0"]
                passwords-in-plain-text = "nobody"
                [tls]
                certificate = "%1$s/cert.pem"
                key = "%1$s/key.pem"
                """
                    .formatted(directory)),
            new MemoryStore(new MimeSummarizer(), Clock.systemUTC()),
            System::nanoTime);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  @Requirement({
    "rfc3501/login-disabled",
    "rfc3501/capability-truthful",
    "rfc3501/starttls",
    "rfc3501/starttls-once"
  })
  void passwordsAreTakenUnderTlsOnly() throws Exception {
    Dialogue.play(
        server.address(),
        """
        C: 1 CAPABILITY
        S: * CAPABILITY IMAP4rev1 LITERAL+ * * * * * * * * * * * * STARTTLS LOGINDISABLED AUTH=SCRAM
        S: 1 OK
        C: 2 LOGIN anna secret
        S: 2 NO [PRIVACYREQUIRED]
        C: 3 AUTHENTICATE PLAIN AGFubmEAc2VjcmV0
        S: 3 NO [PRIVACYREQUIRED]
        C: 4 STARTTLS
        S: 4 OK
        T:
        C: 5 CAPABILITY
        S: * CAPABILITY IMAP4rev1 LITERAL+ * * * * * * * * * * * * AUTH=PLAIN AUTH=SCRAM-SHA-256
        S: 5 OK
        C: 6 STARTTLS
        S: 6 BAD
        C: 7 LOGIN anna secret
        S: 7 OK
        C: 8 APPEND inbox {5+}
        C: first {6}
        S: + Ready
        C: second
        S: 8 OK [APPENDUID * 1:2]
        C: 9 LOGOUT
        S: * BYE
        S: 9 OK
        X:
        """);
    assertThat(server.inbox().messageCount()).isEqualTo(2);
  }

  @Test
  @Requirement({"rfc3501/starttls"})
  void whatCameInPlainTextBehindStarttlsIsNotRun() throws Exception {
    Dialogue.play(
        server.address(),
        """
        C: 1 STARTTLS<0D><0A>2 NOOP
        S: 1 OK
        T:
        C: 3 NOOP
        S: 3 OK
        """);
  }

  @Test
  void aMessageOfManyTlsRecordsComesThroughWhole() throws Exception {
    String text = "0123456789abcdef".repeat(20_000);
    Dialogue.play(
        server.address(),
        """
        C: 1 STARTTLS
        S: 1 OK
        T:
        C: 2 LOGIN anna secret
        S: 2 OK
        C: 3 APPEND inbox {320000+}
        C: %1$s
        S: 3 OK
        C: 4 SELECT inbox
        S: * FLAGS
        S: * OK
        S: * 1 EXISTS
        S: * 1 RECENT
        S: * OK
        S: * OK
        S: * OK
        S: 4 OK
        C: 6 FETCH 1 BODY.PEEK[]
        S: * 1 FETCH (BODY[] {320000}
        S= %1$s)
        S: 6 OK
        """
            .formatted(text));
  }

  private String subjectOnTheTlsPort() throws IOException {
    InetSocketAddress address = server.server.addresses().getLast();
    try (SSLSocket socket =
        (SSLSocket) SelfSigned.client().createSocket(address.getAddress(), address.getPort())) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertThat(in.readLine()).startsWith("* OK [CAPABILITY IMAP4rev1");
      var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    }
  }

  @Test
  void aRenewedCertificateServesTheConnectionsAfterIt() throws Exception {
    assertThat(subjectOnTheTlsPort()).isEqualTo("CN=first");

    Config.Tls files = SelfSigned.write(directory, "second");
    FileTime later = FileTime.from(Instant.now().plusSeconds(10));
    Files.setLastModifiedTime(files.certificate(), later);
    Files.setLastModifiedTime(files.key(), later);
    assertThat(subjectOnTheTlsPort()).isEqualTo("CN=second");

    Files.writeString(files.certificate(), "rubbish");
    Files.setLastModifiedTime(files.certificate(), FileTime.from(Instant.now().plusSeconds(20)));
    assertThat(subjectOnTheTlsPort()).isEqualTo("CN=second");
  }

  @Test
  void aCertificateThatCannotBeUsedIsNamed() throws Exception {
    Path none = directory.resolve("none.pem");
    Config.Tls good = new Config.Tls(directory.resolve("cert.pem"), directory.resolve("key.pem"));

    assertThatThrownBy(() -> new Certificates(new Config.Tls(none, good.key())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.pem");
    assertThatThrownBy(
            () -> new Certificates(new Config.Tls(good.certificate(), good.certificate())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no unencrypted private key");
    assertThatThrownBy(() -> new Certificates(new Config.Tls(good.key(), good.key())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key.pem: no");
  }
}
