package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.sheafmail.cli.UploadProcess;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.protocol.MailboxName;

/// Uploads and copies to a server of ours by a process of its own, which is killed or interrupted.
class UploadProcessTest extends KilledContract {
  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  InetSocketAddress address() {
    return server.address();
  }

  private UploadProcess upload(InetSocketAddress address, Path file, MailboxName mailbox)
      throws IOException {
    return process("imap://ada@127.0.0.1:" + address.getPort() + "/" + mailbox.toString('/'), file);
  }

  @Test
  void interruptedItEndsCleanlyAndSaysHowToGoOn(TestInfo info) throws Exception {
    Path file = mbox(new Random(1), 3000);
    MailboxName mailbox = mailbox(info, 0);
    UploadProcess process = upload(server.address(), file, mailbox);
    process.until("appended");

    process.interrupt();
    String said = process.rest();

    assertThat(process.exitCode()).as(said).isEqualTo(130);
    assertThat(said).contains("run it again to go on from here");
    assertThat(server.texts(mailbox)).hasSizeLessThan(3000);

    UploadProcess again = upload(server.address(), file, mailbox);
    assertThat(again.rest()).doesNotContain("cut off");
    assertThat(server.texts(mailbox)).isEqualTo(texts(file));
  }

  @Test
  void interruptedTwiceItEndsAtOnce(TestInfo info) throws Exception {
    Path file = mbox(new Random(2), 60);
    MailboxName mailbox = mailbox(info, 0);
    try (var silent =
        new CuttingProxy(server.address(), n -> n != 0 ? Cut.NEVER : Cut.silentAt("APPENDUID"))) {
      UploadProcess process = upload(silent.address(), file, mailbox);
      process.until("Made the mailbox");
      process.interrupt();
      process.until("Ctrl-C again");

      process.interrupt();
      String said = process.rest();

      assertThat(process.exitCode()).as(said).isEqualTo(130);

      UploadProcess again = upload(silent.address(), file, mailbox);
      said = again.rest();
      assertThat(again.exitCode()).as(said).isZero();
    }
    assertThat(server.texts(mailbox)).isEqualTo(texts(file));
  }
}
