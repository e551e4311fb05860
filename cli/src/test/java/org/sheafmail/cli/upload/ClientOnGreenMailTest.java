package org.sheafmail.cli.upload;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// GreenMail has neither MULTIAPPEND nor LITERAL+.
class ClientOnGreenMailTest extends ClientContract {
  private static GreenMail server;

  @BeforeAll
  static void start() {
    server = new GreenMail(ServerSetupTest.IMAP.dynamicPort());
    server.start();
    server.setUser("ada", "secret");
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @Override
  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getImap().getPort());
  }
}
