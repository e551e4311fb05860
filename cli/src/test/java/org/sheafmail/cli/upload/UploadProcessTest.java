package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.cli.UploadProcess;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.protocol.MailboxName;

/// Uploads by a process of its own, which is killed or interrupted.
class UploadProcessTest extends Uploading {
  private static final int KILLED = 128 + 9;
  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /// A kill costs a second or so; `-Dsheaf.upload.kills=100` for a thorough look.
  static IntStream kills() {
    return IntStream.range(0, Integer.getInteger("sheaf.upload.kills", 1));
  }

  private UploadProcess upload(InetSocketAddress address, Path file, MailboxName mailbox)
      throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "secret\n");
    return new UploadProcess(
        List.of(),
        List.of(
            "upload",
            file.toString(),
            "imap://ada@127.0.0.1:" + address.getPort() + "/" + mailbox.toString('/'),
            "--password-file",
            password.toString(),
            "--state",
            directory.resolve("state").toString(),
            "--batch-octets",
            "3000",
            "--no-plan",
            "--verbose"));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("kills")
  void killedAtAnyOctetTheNextRunGoesOnFromThere(int seed, TestInfo info) throws Exception {
    Random random = new Random(seed);
    Path file = mbox(random, 60);
    MailboxName mailbox = mailbox(info, seed);
    AtomicReference<UploadProcess> running = new AtomicReference<>();
    AtomicBoolean last = new AtomicBoolean();
    try (var proxy =
        new CuttingProxy(server.address(), _ -> last.get() ? Cut.NEVER : cutInRun(random))
            .tellingOfCuts(() -> running.get().kill())) {
      List<Integer> ends = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        running.set(upload(proxy.address(), file, mailbox));
        String said = running.get().rest();
        assertThat(running.get().exitCode()).as(said).isIn(KILLED, 0);
        ends.add(running.get().exitCode());
      }
      assertThat(ends).contains(KILLED);
      last.set(true);
      UploadProcess whole = upload(proxy.address(), file, mailbox);
      String said = whole.rest();

      assertThat(whole.exitCode()).as(said).isZero();
    }
    assertThat(shortened(server.texts(mailbox))).isEqualTo(shortened(texts(file)));
  }

  private static Cut cutInRun(Random random) {
    return random.nextBoolean()
        ? new Cut(300 + random.nextInt(9_000), Long.MAX_VALUE, "")
        : new Cut(Long.MAX_VALUE, 1000 + random.nextInt(1_000), "");
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
