package org.sheafmail.cli.upload;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ClientOnSheafTest extends ClientContract {
  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  InetSocketAddress address() {
    return server.address();
  }
}
