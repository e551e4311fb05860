package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.cli.upload.Intent.Entry;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.StoreCommand;

/// What becomes of messages that arrive long after a cut.
class SecondLookTest {
  private static final Position BEFORE = new Position(1, 1);

  private final List<String> notes = new ArrayList<>();
  private final Reporting reporting =
      new Reporting(
          new UploadEvents() {
            @Override
            public void note(String text) {
              notes.add(text);
            }
          });
  private final Mailboxes mailboxes = new Mailboxes();
  private MailServer server;
  private ImapClient other;
  private Account account;
  private Ledger ledger;
  private SecondLook look;
  @TempDir Path directory;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer();
    other = server.connect();
    account = new Account(server::connect, Uploading.IMPATIENT, mailboxes, reporting);
    Path file = directory.resolve("ledger");
    ledger = Ledger.open(file, "box", "ada", Clock.systemUTC(), LedgerDisk.REAL);
    look =
        new SecondLook(
            account, mailboxes, ledger, Uploading.settings(Uploading.SMALL, 1), reporting);
  }

  @AfterEach
  void stop() throws Exception {
    ledger.close();
    account.close();
    other.close();
    server.close();
  }

  private static Entry entry(int number) {
    return TestMessages.entry(number);
  }

  private static List<Entry> entries(int... numbers) {
    return Arrays.stream(numbers).mapToObj(SecondLookTest::entry).toList();
  }

  /// A batch that was not there when it was looked for.
  private void doubt(int... numbers) {
    Intent intent =
        new Intent(1, Instant.EPOCH, TestMessages.INBOX, BEFORE, true, entries(numbers));
    mailboxes.doubts().add(intent, 1, intent.messages());
  }

  /// Messages come into the mailbox, from wherever.
  private UidSet come(int... numbers) throws Exception {
    List<AppendItem> items = new ArrayList<>();
    for (int number : numbers) {
      byte[] octets = TestMessages.message(number, 100).body().open().readAllBytes();
      items.add(AppendItem.of(Set.of(), TestMessages.DATE, Octets.of(octets)));
    }
    return other.append(TestMessages.INBOX, items).uids().orElseThrow().uids();
  }

  private List<Entry> arrived(int... numbers) throws Exception {
    look.prepare(TestMessages.INBOX, entries(numbers));
    return look.arrived(
        TestMessages.INBOX, entries(numbers), account.position(TestMessages.INBOX, false));
  }

  private void stored(Optional<UidSet> uids, int... numbers) throws Exception {
    long end = uids.map(set -> set.ranges().getFirst().first()).orElse(1L);
    look.stored(TestMessages.INBOX, entries(numbers), new Position(1, end), uids);
  }

  @Test
  void whatHasComeIsNotSentAgain() throws Exception {
    doubt(1, 2);
    come(1, 2);

    assertThat(arrived(1, 2)).isEqualTo(entries(1, 2));
    assertThat(reporting.tally().twice()).isZero();
  }

  @Test
  void theSecondHalfIsLookedForAfterTheFirstWasSentAgain() throws Exception {
    doubt(1, 2, 3, 4);
    assertThat(arrived(1, 2)).isEmpty();
    stored(Optional.of(come(1, 2)), 1, 2);
    come(1, 2, 3, 4);

    assertThat(arrived(3, 4)).isEqualTo(entries(3, 4));
    assertThat(reporting.tally().twice()).isEqualTo(2);
  }

  @Test
  void whatWeHaveSentIsNotTakenForWhatComesLate() throws Exception {
    doubt(1, 2, 3, 4);
    stored(Optional.of(come(1, 2)), 1, 2);

    assertThat(arrived(3, 4)).isEmpty();
    stored(Optional.of(come(3, 4)), 3, 4);
    assertThat(reporting.tally().twice()).isZero();
  }

  @Test
  void withoutUidsOneOfEachThatWeHaveSentIsLeftOut() throws Exception {
    doubt(1, 2, 3, 4);
    come(1, 2);
    stored(Optional.empty(), 1, 2);
    assertThat(arrived(3, 4)).isEmpty();
    come(1, 2, 3, 4);

    assertThat(arrived(3, 4)).isEqualTo(entries(3, 4));
    assertThat(reporting.tally().twice()).isEqualTo(2);
  }

  @Test
  void withoutUidsNothingIsRememberedOnceAllIsSentAgain() throws Exception {
    doubt(1, 2, 3, 4);
    come(1, 2);
    stored(Optional.empty(), 1, 2);
    assertThat(mailboxes.doubts().at(TestMessages.INBOX).isEmpty()).isFalse();
    come(3, 4);
    stored(Optional.empty(), 3, 4);

    assertThat(mailboxes.doubts().at(TestMessages.INBOX).isEmpty()).isTrue();
    stored(Optional.empty(), 5);
    assertThat(mailboxes.doubts().at(TestMessages.INBOX).nameless()).isEmpty();
    assertThat(reporting.tally().twice()).isZero();
  }

  @Test
  void whatComesWhileItIsSentAgainIsThereTwice() throws Exception {
    doubt(1, 2);
    UidSet late = come(1, 2);
    look.stored(TestMessages.INBOX, entries(1, 2), BEFORE, Optional.of(come(1, 2)));

    assertThat(late).isEqualTo(UidSet.range(1, 2));
    assertThat(reporting.tally().twice()).isEqualTo(2);
    assertThat(notes).singleElement().asString().contains("twice, once among UIDs 1 to 4");
  }

  @Test
  void theSameMessagesFromSomebodyElseAreNotTakenForABatchThatCameLate() throws Exception {
    doubt(1, 2, 3);
    come(2);

    assertThat(arrived(1, 2, 3)).isEmpty();
  }

  @Test
  void aBatchThatCameInPiecesHasCome() throws Exception {
    doubt(1, 2, 3);
    come(1, 2);
    come(9);
    come(3);

    assertThat(arrived(1, 2, 3)).isEqualTo(entries(1, 2, 3));
  }

  @Test
  void someOfABatchEndTheUpload() throws Exception {
    doubt(1, 2);
    UidSet gone = come(9);
    come(2);
    other.select(TestMessages.INBOX);
    other.store(gone, StoreCommand.Mode.ADD, Set.of(Flag.DELETED));
    other.expunge(gone);

    assertThatThrownBy(() -> arrived(1, 2))
        .isInstanceOfSatisfying(
            StoppedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISMATCH))
        .hasMessageContaining("INBOX has 1 of 2 messages that were sent as one batch (UIDs 2)");
    assertThat(ledger.unsettled())
        .singleElement()
        .satisfies(open -> assertThat(open.messages()).isEqualTo(entries(1, 2)));
  }
}
