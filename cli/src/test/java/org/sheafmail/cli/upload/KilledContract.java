package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.cli.UploadProcess;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;

/// What holds for a process that is killed while it sends mail to any server.
abstract class KilledContract extends Copying {
  private static final int KILLED = 128 + 9;
  private static final int RUNS = 2;

  abstract InetSocketAddress address();

  /// A kill costs a second or so; `-Dsheaf.upload.kills=100` for a thorough look.
  static IntStream kills() {
    return IntStream.range(0, Integer.getInteger("sheaf.upload.kills", 1));
  }

  /// Starts a process that talks to this address.
  @FunctionalInterface
  private interface Starting {
    UploadProcess start(InetSocketAddress address) throws IOException;
  }

  /// Runs it until it has been killed a few times and has then come to its end.
  private void killAndGoOn(Random random, Starting starting) throws Exception {
    AtomicReference<UploadProcess> running = new AtomicReference<>();
    AtomicBoolean last = new AtomicBoolean();
    try (var proxy =
        new CuttingProxy(address(), _ -> last.get() ? Cut.NEVER : cutInRun(random))
            .tellingOfCuts(() -> running.get().kill())) {
      List<Integer> ends = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        running.set(starting.start(proxy.address()));
        String said = running.get().rest();
        assertThat(running.get().exitCode()).as(said).isIn(KILLED, 0);
        ends.add(running.get().exitCode());
      }
      assertThat(ends).contains(KILLED);
      last.set(true);
      UploadProcess whole = starting.start(proxy.address());
      String said = whole.rest();

      assertThat(whole.exitCode()).as(said).isZero();
    }
  }

  private static Cut cutInRun(Random random) {
    return random.nextBoolean()
        ? new Cut(300 + random.nextInt(9_000), Long.MAX_VALUE, "")
        : new Cut(Long.MAX_VALUE, 1000 + random.nextInt(1_000), "");
  }

  private static String url(InetSocketAddress address, MailboxName mailbox) {
    return "imap://ada@127.0.0.1:" + address.getPort() + "/" + mailbox.toString('/');
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("kills")
  void killedAtAnyOctetTheNextRunGoesOnFromThere(int seed, TestInfo info) throws Exception {
    Random random = new Random(seed);
    Path file = mbox(random, 60);
    MailboxName mailbox = mailbox(info, seed);

    killAndGoOn(random, address -> process(url(address, mailbox), file));

    assertThat(stored(mailbox)).isEqualTo(shortened(texts(file)));
  }

  private List<String> stored(MailboxName mailbox) throws IOException {
    try (ImapClient client = MailServer.connect(address(), "ada", "secret")) {
      return shortened(MailServer.texts(MailServer.messages(client, mailbox)));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("kills")
  void killedBeforeOrAfterACopyOnTheServerEachLabelHasItsMessagesOnce(int seed, TestInfo info)
      throws Exception {
    Random random = new Random(seed);
    MailboxName mailbox = mailbox(info, seed);
    StringBuilder takeout = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      takeout.append(FROM).append("Message-ID: <").append(i).append("@example.org>\n");
      takeout.append("X-Gmail-Labels: A,").append(i % 2 == 0 ? "B" : "C").append("\n\n");
      takeout.append("x".repeat(random.nextInt(400))).append("\n\n");
    }
    Path file =
        Files.writeString(
            directory.resolve("takeout"), takeout.toString(), StandardCharsets.ISO_8859_1);

    killAndGoOn(random, address -> process(url(address, mailbox), file));

    List<String> all = shortened(texts(file));
    assertThat(stored(below(mailbox, "A"))).isEqualTo(all);
    assertThat(stored(below(mailbox, "B")))
        .isEqualTo(all.stream().filter(text -> text.contains(": A,B")).toList());
    assertThat(stored(below(mailbox, "C")))
        .isEqualTo(all.stream().filter(text -> text.contains(": A,C")).toList());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("kills")
  void aCopyThatIsKilledGoesOnFromThere(int seed, TestInfo info) throws Exception {
    Random random = new Random(seed);
    MailboxName from = below(mailbox(info, seed), "from");
    MailboxName to = below(mailbox(info, seed), "to");
    try (MailServer old = new MailServer()) {
      Map<MailboxName, MailboxName> mailboxes;
      try (ImapClient client = old.connect()) {
        mailboxes = fill(client, from, to, random);
        for (int i = 0; i < 30; i++) {
          append(client, below(from, "box0"), 100 + i, random);
        }
      }
      Path password = Files.writeString(directory.resolve("from"), "secret\n");
      List<String> more = List.of("--from-password-file", password.toString(), "--no-plan");

      killAndGoOn(
          random,
          address -> {
            List<String> arguments =
                new ArrayList<>(
                    List.of(
                        "copy",
                        "imap://ada@127.0.0.1:" + old.address().getPort(),
                        "imap://ada@127.0.0.1:" + address.getPort(),
                        "--include",
                        from.toString('/'),
                        "--map",
                        from.toString('/') + "=" + to.toString('/')));
            arguments.addAll(more);
            return process(arguments);
          });

      for (Map.Entry<MailboxName, MailboxName> each : mailboxes.entrySet()) {
        assertThat(messages(address(), each.getValue()))
            .isEqualTo(messages(old.address(), each.getKey()));
      }
    }
  }
}
