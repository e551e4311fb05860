package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.protocol.MailboxName;

/// Uploads to servers that take no batches: to GreenMail, which cannot, and to ours behind a proxy
/// that keeps silent about what it can.
class UploadOneByOneTest extends Uploading {
  private static MailServer server;
  private static GreenMail greenMail;

  @BeforeAll
  static void start() throws Exception {
    server = new MailServer();
    greenMail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    greenMail.start();
    greenMail.setUser("ada@example.org", "ada", "secret");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    greenMail.stop();
  }

  private static InetSocketAddress greenMail() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), greenMail.getImap().getPort());
  }

  private static List<String> textsOf(InetSocketAddress address, MailboxName mailbox)
      throws IOException {
    try (var client = MailServer.connect(address, "ada", "secret")) {
      return MailServer.texts(MailServer.messages(client, mailbox));
    }
  }

  @Test
  void greenMailGetsEachMessageInOrder(TestInfo info) throws Exception {
    Path file = mbox(new Random(1), 50);

    Tally tally = run(greenMail(), file, mailbox(info, 0));

    assertThat(tally.stored()).isEqualTo(50);
    assertThat(textsOf(greenMail(), mailbox(info, 0))).isEqualTo(texts(file));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whereverTheConnectionIsCutGreenMailGetsEachMessageOnce(int seed, TestInfo info)
      throws Exception {
    whereverTheConnectionIsCut(greenMail(), "", seed, mailbox(info, seed));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whereverTheConnectionIsCutAServerWithoutBatchesGetsEachMessageOnce(int seed, TestInfo info)
      throws Exception {
    whereverTheConnectionIsCut(server.address(), MASK, seed, mailbox(info, seed));
  }

  private void whereverTheConnectionIsCut(
      InetSocketAddress target, String mask, int seed, MailboxName mailbox) throws Exception {
    Random random = new Random(seed);
    Path file = mbox(random, 10 + random.nextInt(40));
    int cuts = 1 + random.nextInt(6);
    try (var proxy =
        new CuttingProxy(
            target,
            mask,
            n -> n == 0 ? afterLogin(random) : n <= cuts ? randomCut(random) : Cut.NEVER)) {
      Tally tally = run(proxy.address(), file, mailbox);

      assertThat(tally.refused()).isZero();
      assertThat(tally.stored()).isEqualTo(texts(file).size());
    }
    assertThat(shortened(textsOf(target, mailbox))).isEqualTo(shortened(texts(file)));
  }
}
