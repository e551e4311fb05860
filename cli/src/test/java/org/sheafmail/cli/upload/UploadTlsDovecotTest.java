package org.sheafmail.cli.upload;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// TLS with a server by other people.
@Tag("foreign")
class UploadTlsDovecotTest extends UploadTlsContract {
  @TempDir static Path home;
  private static TestCertificate certificate;
  private static Dovecot server;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.make(home);
    server = new Dovecot(home, certificate);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  TestCertificate certificate() {
    return certificate;
  }

  @Override
  InetSocketAddress address() {
    return server.address();
  }

  @Override
  InetSocketAddress tlsAddress() {
    return server.tlsAddress();
  }
}
