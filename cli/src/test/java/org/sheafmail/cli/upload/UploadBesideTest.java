package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.protocol.MailboxName;

/// Uploads through several connections beside each other.
class UploadBesideTest extends Uploading {
  private static final int FOLDERS = 5;
  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /// A folder with an mbox for each of several mailboxes.
  private Path folders(Random random) throws IOException {
    Path folder = Files.createDirectory(directory.resolve("mail"));
    for (int i = 0; i < FOLDERS; i++) {
      mbox(random, 5 + random.nextInt(20), folder.resolve("box" + i));
    }
    return folder;
  }

  private Tally run(InetSocketAddress address, Path folder, MailboxName top, UploadEvents events)
      throws Exception {
    try (Upload upload = upload(address, events, 3)) {
      upload.run(List.of(source(folder, top)));
      return upload.tally();
    }
  }

  private static void assertComplete(Path folder, MailboxName top) throws IOException {
    for (int i = 0; i < FOLDERS; i++) {
      List<String> levels = new ArrayList<>(top.levels());
      levels.add("box" + i);
      assertThat(server.texts(new MailboxName(levels))).isEqualTo(texts(folder.resolve("box" + i)));
    }
  }

  @Test
  void foldersAreSentBesideEachOther(TestInfo info) throws Exception {
    Path folder = folders(new Random(1));
    CountDownLatch both = new CountDownLatch(2);
    var meeting =
        new UploadEvents() {
          @Override
          public void octetsSent(long octets) {
            both.countDown();
            try {
              assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };

    run(server.address(), folder, mailbox(info, 0), meeting);

    assertComplete(folder, mailbox(info, 0));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whereverConnectionsAreCutEachMailboxHasItsMessagesInOrder(int seed, TestInfo info)
      throws Exception {
    Random random = new Random(seed);
    Path folder = folders(random);
    int cuts = 1 + random.nextInt(9);
    try (var proxy =
        new CuttingProxy(
            server.address(),
            n -> n < FOLDERS ? afterLogin(random) : n <= cuts ? randomCut(random) : Cut.NEVER)) {
      run(proxy.address(), folder, mailbox(info, seed), new UploadEvents() {});
    }
    assertComplete(folder, mailbox(info, seed));

    Tally again = run(server.address(), folder, mailbox(info, seed), new UploadEvents() {});
    assertThat(again.stored()).isZero();
  }

  @Test
  void theFirstFailureEndsAllOfThem(TestInfo info) throws Exception {
    Path folder = folders(new Random(3));
    var failing =
        new UploadEvents() {
          @Override
          public void sending(MailboxName mailbox, int messages, long octets) {
            if (mailbox.toString('/').endsWith("box1")) {
              throw new IllegalStateException("a fault");
            }
          }
        };

    assertThatThrownBy(() -> run(server.address(), folder, mailbox(info, 0), failing))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a fault");

    run(server.address(), folder, mailbox(info, 0), new UploadEvents() {});
    assertComplete(folder, mailbox(info, 0));
  }
}
