package org.sheafmail.cli.upload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("foreign")
class ClientOnDovecotTest extends ClientContract {
  @TempDir static Path home;
  private static Dovecot dovecot;

  @BeforeAll
  static void start() throws IOException {
    dovecot = new Dovecot(home, "");
  }

  @AfterAll
  static void stop() {
    dovecot.close();
  }

  @Override
  InetSocketAddress address() {
    return dovecot.address();
  }
}
