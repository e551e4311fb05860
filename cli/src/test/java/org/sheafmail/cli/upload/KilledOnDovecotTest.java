package org.sheafmail.cli.upload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// Processes that are killed while they send mail to a server by other people.
@Tag("foreign")
class KilledOnDovecotTest extends KilledContract {
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
