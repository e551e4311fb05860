package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.cli.upload.CuttingProxy.Cut;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;

/// Uploads against a server of ours, through a proxy that cuts.
class UploadTest extends Uploading {
  private static MailServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new MailServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void anMboxArrivesAsItIs(TestInfo info) throws Exception {
    Path file = mbox(new Random(1), 50);

    Tally tally = run(server.address(), file, mailbox(info, 0));

    assertThat(server.texts(mailbox(info, 0))).isEqualTo(texts(file)).hasSize(50);
    assertThat(tally.stored()).isEqualTo(50);
    assertThat(tally.refused()).isZero();
  }

  @Test
  void runningItAgainUploadsOnlyWhatIsNew(TestInfo info) throws Exception {
    Path file = mbox(new Random(2), 20);
    run(server.address(), file, mailbox(info, 0));

    Tally tally = run(server.address(), append(file), mailbox(info, 0));

    assertThat(tally.already()).isEqualTo(20);
    assertThat(tally.stored()).isEqualTo(1);
    assertThat(server.texts(mailbox(info, 0))).isEqualTo(texts(file)).hasSize(21);
  }

  @Test
  void aSwallowedOkIsSettledByLooking(TestInfo info) throws Exception {
    Path file = mbox(new Random(3), 30);
    try (var proxy =
        new CuttingProxy(
            server.address(),
            n -> n == 0 ? new Cut(Long.MAX_VALUE, Long.MAX_VALUE, "APPENDUID") : Cut.NEVER)) {
      run(proxy.address(), file, mailbox(info, 0));

      assertThat(proxy.connections()).isEqualTo(2);
    }
    assertThat(server.texts(mailbox(info, 0))).isEqualTo(texts(file));
  }

  /// Messages of which some hold a word that breaks the connection.
  private Path poisoned(int messages, Set<Integer> poisonous) throws IOException {
    StringBuilder mbox = new StringBuilder();
    for (int i = 0; i < messages; i++) {
      mbox.append(FROM).append("Message-ID: <").append(i).append("@example.org>\n\n");
      mbox.append(poisonous.contains(i) ? "POISON\n\n" : "text\n\n");
    }
    return Files.writeString(directory.resolve("box"), mbox);
  }

  @Test
  void aMessageThatBreaksTheConnectionEachTimeIsPutAsideAndTheOthersAreStored(TestInfo info)
      throws Exception {
    Path file = poisoned(40, Set.of(3, 27));
    try (var proxy = new CuttingProxy(server.address(), _ -> Cut.at("POISON"))) {
      Tally tally = run(proxy.address(), file, mailbox(info, 0));

      assertThat(tally.refused()).isEqualTo(2);
    }
    assertThat(server.texts(mailbox(info, 0)))
        .isEqualTo(texts(file).stream().filter(text -> !text.contains("POISON")).toList())
        .hasSize(38);
  }

  @Test
  void aConnectionThatBreaksAtEveryMessageEndsTheUpload(TestInfo info) throws Exception {
    Path file = poisoned(40, Set.of());
    try (var proxy = new CuttingProxy(server.address(), _ -> Cut.at("text"))) {
      assertThatThrownBy(() -> run(proxy.address(), file, mailbox(info, 0)))
          .isInstanceOfSatisfying(
              StoppedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONNECT))
          .hasMessageContaining("breaks at each message");
    }
  }

  @Test
  void othersMayDeliverMeanwhile(TestInfo info) throws Exception {
    Random random = new Random(6);
    Path file = mbox(random, 40);
    MailboxName mailbox = mailbox(info, 0);
    var delivering =
        new UploadEvents() {
          @Override
          public void sending(MailboxName to, int messages, long octets) {
            try (ImapClient other = server.connect()) {
              other.append(
                  to,
                  List.of(
                      AppendItem.of(
                          Set.of(),
                          TestMessages.DATE,
                          Octets.of("Subject: other\r\n\r\n", StandardCharsets.US_ASCII))));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    try (var proxy =
            new CuttingProxy(
                server.address(),
                n -> n == 0 ? afterLogin(random) : n < 6 ? randomCut(random) : Cut.NEVER);
        Upload upload = upload(proxy.address(), delivering)) {
      upload.run(List.of(source(file, mailbox)));
    }
    assertThat(server.texts(mailbox))
        .contains("Subject: other\r\n\r\n")
        .filteredOn(text -> !text.startsWith("Subject: other"))
        .isEqualTo(texts(file));
  }

  @Test
  void aMailboxThatIsGoneIsNotTakenForOneThatIsFull(TestInfo info) throws Exception {
    Path file = mbox(new Random(4), 5);
    run(server.address(), file, mailbox(info, 0));

    try (MailServer other = new MailServer()) {
      assertThatThrownBy(() -> run(other.address(), append(file), mailbox(info, 0)))
          .isInstanceOf(StoppedException.class)
          .hasMessageContaining("--restart");
    }
  }

  private static Path append(Path file) throws IOException {
    return Files.writeString(file, Files.readString(file) + FROM + "Subject: new\n\nnew\n");
  }

  /// A Takeout with labels that overlap.
  private Path takeout(Random random, int messages, String top) throws IOException {
    StringBuilder mbox = new StringBuilder();
    String[] labels = {"A" + top, "B" + top, "C" + top};
    for (int i = 0; i < messages; i++) {
      List<String> some = new ArrayList<>();
      for (String label : labels) {
        if (random.nextBoolean()) {
          some.add(label);
        }
      }
      mbox.append(FROM).append("X-Gmail-Labels: ").append(String.join(",", some));
      mbox.append("\nMessage-ID: <").append(i).append("@example.org>\n\n");
      mbox.append("x".repeat(random.nextInt(700))).append("\n\n");
    }
    return Files.writeString(directory.resolve("takeout"), mbox);
  }

  private static List<String> labelled(Path file, String label) throws IOException {
    return texts(file).stream()
        .filter(text -> text.substring(0, text.indexOf('\n')).contains(label))
        .toList();
  }

  @Test
  void messagesWithSeveralLabelsAreCopiedOnTheServer() throws Exception {
    Path file = takeout(new Random(5), 40, "1");

    try (Upload upload = upload(server.address(), new UploadEvents() {})) {
      upload.run(List.of(labelled(file)));

      int copies =
          labelled(file, "A1").size() + labelled(file, "B1").size() + labelled(file, "C1").size();
      assertThat(upload.tally().copied()).isPositive();
      assertThat(upload.tally().stored()).isEqualTo(copies + labelled(file, "Labels: \r").size());
    }
    for (String label : List.of("A1", "B1", "C1")) {
      assertThat(server.texts(new MailboxName(List.of(label))))
          .containsExactlyInAnyOrderElementsOf(labelled(file, label));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whereverTheConnectionIsCutEachLabelHasItsMessagesOnce(int seed) throws Exception {
    Random random = new Random(seed);
    Path file = takeout(random, 30, "-seed" + seed + "-");
    int cuts = 1 + random.nextInt(6);
    try (var proxy =
            new CuttingProxy(server.address(), n -> n <= cuts ? randomCut(random) : Cut.NEVER);
        Upload upload = upload(proxy.address(), new UploadEvents() {})) {
      upload.run(List.of(labelled(file)));
    } catch (StoppedException e) {
      // Cut in the first login: nothing was reached yet.
    }
    try (Upload upload = upload(server.address(), new UploadEvents() {})) {
      upload.run(List.of(labelled(file)));
    }
    for (String label : List.of("A", "B", "C")) {
      String name = label + "-seed" + seed + "-";
      assertThat(server.texts(new MailboxName(List.of(name))))
          .containsExactlyInAnyOrderElementsOf(labelled(file, name));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whereverTheConnectionIsCutEachMessageArrivesOnce(int seed, TestInfo info) throws Exception {
    Random random = new Random(seed);
    Path file = mbox(random, 10 + random.nextInt(40));
    int cuts = 1 + random.nextInt(6);
    try (var proxy =
        new CuttingProxy(
            server.address(),
            n -> n == 0 ? afterLogin(random) : n <= cuts ? randomCut(random) : Cut.NEVER)) {
      run(proxy.address(), file, mailbox(info, seed));
    }
    assertThat(server.texts(mailbox(info, seed))).isEqualTo(texts(file));
  }

  /// Thrown where a process would have been killed.
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whateverIsLeftOfTheLedgerAfterACrashTheNextRunGoesOnFromThere(int seed, TestInfo info)
      throws Exception {
    Random random = new Random(seed);
    Path file = mbox(random, 10 + random.nextInt(30));
    MailboxName mailbox = mailbox(info, seed);
    for (int crash = 0; crash < 3; crash++) {
      int events = random.nextInt(5);
      var killing =
          new UploadEvents() {
            private int left = events;

            @Override
            public void stored(MailboxName to, int messages, long octets, String how, Tally tally) {
              if (left-- == 0) {
                throw new Killed();
              }
            }
          };
      try (var proxy =
              new CuttingProxy(
                  server.address(),
                  n ->
                      random.nextBoolean() && n < 3
                          ? new Cut(1000 + random.nextInt(9000), Long.MAX_VALUE, "")
                          : Cut.NEVER);
          Upload upload = upload(proxy.address(), killing)) {
        upload.run(List.of(source(file, mailbox)));
      } catch (Killed e) {
        loseTheLastOutcome(random);
      }
    }
    run(server.address(), file, mailbox);

    assertThat(server.texts(mailbox)).isEqualTo(texts(file));
  }

  /// An outcome is written and not synced: a power cut may take it away, whole or in part.
  private void loseTheLastOutcome(Random random) throws IOException {
    try (var ledgers = Files.list(directory.resolve("state"))) {
      Path ledger = ledgers.findFirst().orElseThrow();
      List<String> lines = Files.readAllLines(ledger);
      if (lines.getLast().contains(" stored ") && random.nextBoolean()) {
        int length = (int) Files.size(ledger) - random.nextInt(lines.getLast().length() + 2);
        Files.write(ledger, Arrays.copyOf(Files.readAllBytes(ledger), length));
      }
    }
  }

  @Test
  void octetsAreHeldBackOnTheirWay(TestInfo info) throws Exception {
    Queue<Duration> pauses = new ConcurrentLinkedQueue<>();
    Patience patience = new Patience(Duration.ZERO, Duration.ZERO, Duration.ZERO, pauses::add);
    var settings =
        new UploadSettings(
            SMALL,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Duration.ZERO,
            patience,
            1,
            new Allowance(
                OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.of(1)));
    Path file = mbox(new Random(3), 5);
    try (Upload upload =
        Upload.to(
            () -> MailServer.connect(server.address(), "ada", "secret"),
            "imap://ada@example.org",
            new Upload.State(directory.resolve("state"), directory.resolve("refused"), false),
            settings,
            new UploadEvents() {},
            Clock.systemUTC(),
            () -> false)) {
      upload.run(List.of(source(file, mailbox(info, 0))));
    }

    long octets = texts(file).stream().mapToLong(String::length).sum();
    assertThat(pauses).hasSize((int) octets);
    assertThat(server.texts(mailbox(info, 0))).isEqualTo(texts(file));
  }
}
