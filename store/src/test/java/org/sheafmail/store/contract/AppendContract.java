package org.sheafmail.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.store.contract.Mail.add;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.assertBodies;
import static org.sheafmail.store.contract.Mail.begin;
import static org.sheafmail.store.contract.Mail.channel;
import static org.sheafmail.store.contract.Mail.message;
import static org.sheafmail.store.contract.Mail.octets;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Requirement;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Admission;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.NoSuchMailbox;

/// What a store promises of appending: all messages of a batch or none (RFC 3502).
abstract class AppendContract extends StoreContract {
  @Test
  void everyMessageOfABatchIsInTheMailboxInTheOrderItWasAdded() throws IOException {
    append(account, INBOX, message(1), message(2), message(3));

    assertBodies(view(INBOX), message(1), message(2), message(3));
  }

  @Test
  @Requirement({"rfc3502/uids-contiguous", "rfc3502/uids-ascend"})
  void uidsAscendWithoutAGapInTheOrderOfTheBatch() throws IOException {
    Appended first = appendNumbered(account, INBOX, 1, 3);
    Appended second = appendNumbered(account, INBOX, 4, 5);

    assertThat(first.uids()).isEqualTo(UidSet.range(1, 3));
    assertThat(second.uids()).isEqualTo(UidSet.range(4, 5));
    assertThat(second.uidValidity()).isEqualTo(view(INBOX).uidValidity());
    assertThat(view(INBOX).uidNext()).isEqualTo(6);
    for (int i = 0; i < 5; i++) {
      assertThat(view(INBOX).uid(i)).isEqualTo(i + 1);
    }
  }

  @Test
  @Requirement({"rfc3502/one-mod-sequence"})
  void allMessagesOfABatchHaveOneModSeqWhichIsTheHighest() throws IOException {
    long before = appendNumbered(account, INBOX, 1, 2).modSeq();
    Appended batch = appendNumbered(account, INBOX, 3, 5);

    MailboxView view = view(INBOX);
    assertThat(batch.modSeq()).isGreaterThan(before).isEqualTo(view.highestModSeq());
    assertThat(List.of(view.modSeq(2), view.modSeq(3), view.modSeq(4)))
        .containsOnly(batch.modSeq());
    assertThat(List.of(view.modSeq(0), view.modSeq(1))).containsOnly(before);
  }

  @Test
  void flagsAndInternalDateStayWithTheirMessage() throws IOException {
    var west = OffsetDateTime.of(1994, 2, 7, 21, 52, 25, 0, ZoneOffset.ofHours(-8));
    Flag keyword = new Flag("$Forwarded");
    try (AppendTransaction append = begin(account, INBOX)) {
      append.add(Set.of(Flag.SEEN, keyword), west, channel(message(1)), message(1).length);
      add(append, message(2));
      add(append, message(3), Flag.DELETED);
      append.commit();
    }

    MailboxView view = view(INBOX);
    assertThat(view.flags(0)).containsExactlyInAnyOrder(Flag.SEEN, keyword);
    assertThat(view.flags(1)).isEmpty();
    assertThat(view.flags(2)).containsExactly(Flag.DELETED);
    assertThat(view.internalDate(0)).isEqualTo(west);
    assertThat(view.internalDate(0).getOffset()).isEqualTo(west.getOffset());
    assertThat(view.internalDate(1).getOffset()).isEqualTo(Mail.DATE.getOffset());
  }

  @Test
  void internalDatesFarFromTodayAreKept() throws IOException {
    var dates =
        List.of(
            OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.ofHoursMinutes(14, 0)),
            OffsetDateTime.of(1969, 12, 31, 23, 59, 59, 0, ZoneOffset.UTC),
            OffsetDateTime.of(9999, 12, 31, 23, 59, 59, 0, ZoneOffset.ofHoursMinutes(-12, -30)));
    try (AppendTransaction append = begin(account, INBOX)) {
      for (OffsetDateTime date : dates) {
        append.add(Set.of(), date, channel(message(1)), message(1).length);
      }
      append.commit();
    }

    for (int i = 0; i < dates.size(); i++) {
      assertThat(view(INBOX).internalDate(i).toString()).isEqualTo(dates.get(i).toString());
    }
  }

  @Test
  void theInternalDateIsKeptToTheSecond() throws IOException {
    try (AppendTransaction append = begin(account, INBOX)) {
      append.add(Set.of(), Mail.DATE.plusNanos(999_999_999), channel(message(1)), 1);
      append.commit();
    }

    assertThat(view(INBOX).internalDate(0)).isEqualTo(Mail.DATE);
  }

  @Test
  void theSaveDateIsWhenTheBatchWasCommitted() throws IOException {
    append(account, INBOX, message(1), message(2));

    assertThat(view(INBOX).saveDate(0)).isEqualTo(view(INBOX).saveDate(1));
    assertThat(Duration.between(view(INBOX).saveDate(0), Instant.now()).abs())
        .isLessThan(Duration.ofHours(1));
  }

  @Test
  @Requirement({"rfc3502/restore", "rfc3502/atomic"})
  void aTransactionClosedWithoutCommitLeavesTheMailboxAsItWas() throws IOException {
    appendNumbered(account, INBOX, 1, 2);
    AccountState.Mailbox before = state(INBOX);

    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, message(3));
      add(append, octets(4, 100_000));
    }

    assertThat(state(INBOX)).isEqualTo(before);
  }

  @Test
  @Requirement({"rfc3502/uidnext-untouched"})
  void uidsOfABatchThatWasGivenUpAreGivenToTheNext() throws IOException {
    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, message(1));
      add(append, message(2));
    }

    assertThat(append(account, INBOX, message(3)).uids()).isEqualTo(UidSet.of(1));
  }

  @Test
  void aBodyThatEndsEarlyFailsAndNothingOfTheBatchIsKept() throws IOException {
    AccountState.Mailbox before = state(INBOX);

    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, message(1));
      assertThatThrownBy(() -> append.add(Set.of(), Mail.DATE, channel(message(2)), 5000))
          .isInstanceOf(EOFException.class);
    }

    assertThat(state(INBOX)).isEqualTo(before);
  }

  @Test
  void aTransactionInWhichAnAddFailedCannotBeCommitted() throws IOException {
    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, message(1));
      assertThatThrownBy(() -> append.add(Set.of(), Mail.DATE, channel(message(2)), 5000))
          .isInstanceOf(EOFException.class);
      assertThatThrownBy(append::commit).isInstanceOf(IllegalStateException.class);
    }

    assertThat(view(INBOX).messageCount()).isZero();
  }

  @Test
  void aSenderThatFailsInTheMiddleOfABodyLeavesTheMailboxAsItWas() throws IOException {
    AccountState.Mailbox before = state(INBOX);
    ReadableByteChannel failing =
        Mail.channelThenRunning(
            octets(1, 2000),
            () -> {
              throw new IOException("connection reset");
            });

    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, message(1));
      assertThatThrownBy(() -> append.add(Set.of(), Mail.DATE, failing, 2000))
          .isInstanceOf(IOException.class)
          .hasMessage("connection reset");
    }

    assertThat(state(INBOX)).isEqualTo(before);
  }

  @Test
  void exactlyTheOctetsOfTheMessageAreReadFromTheChannel() throws IOException {
    byte[] two = octets(1, 300);
    ReadableByteChannel wire = channel(two);
    try (AppendTransaction append = begin(account, INBOX)) {
      append.add(Set.of(), Mail.DATE, wire, 200);
      append.add(Set.of(), Mail.DATE, wire, 99);
      append.commit();
    }

    ByteBuffer rest = ByteBuffer.allocate(10);
    assertThat(wire.read(rest)).isEqualTo(1);
    assertThat(rest.get(0)).isEqualTo(two[299]);
    assertThat(view(INBOX).size(0)).isEqualTo(200);
    assertThat(view(INBOX).size(1)).isEqualTo(99);
  }

  @Test
  void aBodyMayArriveInPiecesOfAnySize() throws IOException {
    byte[] body = octets(7, 300_000);
    InputStream pieces = new ByteArrayInputStream(body, 0, 0);
    int at = 0;
    for (int size = 1; at < body.length; size = size * 3 + 1) {
      int end = Math.min(body.length, at + size);
      pieces = new SequenceInputStream(pieces, new ByteArrayInputStream(body, at, end - at));
      at = end;
    }
    try (AppendTransaction append = begin(account, INBOX)) {
      append.add(Set.of(), Mail.DATE, Channels.newChannel(pieces), body.length);
      append.commit();
    }

    assertBodies(view(INBOX), body);
  }

  @Test
  void aBatchOfNothingChangesNothing() throws IOException {
    AtomicInteger heard = new AtomicInteger();
    AccountState.Mailbox before = state(INBOX);

    try (var _ = account.watch(view(INBOX).id(), heard::incrementAndGet);
        AppendTransaction append = begin(account, INBOX)) {
      assertThat(append.commit())
          .isInstanceOfSatisfying(
              Appended.class,
              appended -> {
                assertThat(appended.uids().isEmpty()).isTrue();
                assertThat(appended.uidValidity().value()).isEqualTo(before.uidValidity());
              });
    }

    assertThat(heard).hasValue(0);
    assertThat(state(INBOX)).isEqualTo(before);
  }

  @Test
  void closingAfterTheCommitChangesNothing() throws IOException {
    AppendTransaction append = begin(account, INBOX);
    add(append, message(1));
    append.commit();
    append.close();
    append.close();

    assertBodies(view(INBOX), message(1));
  }

  @Test
  void countIsTheNumberOfMessagesAdded() throws IOException {
    try (AppendTransaction append = begin(account, INBOX)) {
      assertThat(append.count()).isZero();
      add(append, message(1));
      add(append, message(2));
      assertThat(append.count()).isEqualTo(2);
    }
  }

  @Test
  @Requirement({"rfc3502/octets-unchanged"})
  void messagesOfEverySizeComeBackOctetForOctet() throws IOException {
    int[] sizes = {1, 2, 511, 512, 513, 4095, 4096, 4097, 65_537, 262_145, 1 << 20, 3_000_001};
    byte[][] bodies = new byte[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      bodies[i] = octets(i, sizes[i]);
    }

    append(account, INBOX, bodies);

    assertBodies(view(INBOX), bodies);
    reopen();
    assertBodies(view(INBOX), bodies);
  }

  @Test
  void aBatchThatGrowsLargeOnlyWithItsLastMessageIsOneBatch() throws IOException {
    byte[] large = octets(1, 5_000_000);
    append(account, INBOX, message(1), message(2), large, message(3));

    assertBodies(view(INBOX), message(1), message(2), large, message(3));
    assertThat(view(INBOX).modSeq(0)).isEqualTo(view(INBOX).modSeq(3));
  }

  @Test
  void aLargeBatchClosedWithoutCommitLeavesTheMailboxAsItWas() throws IOException {
    appendNumbered(account, INBOX, 1, 1);
    AccountState.Mailbox before = state(INBOX);

    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, octets(1, 5_000_000));
      assertThatThrownBy(
              () -> append.add(Set.of(), Mail.DATE, channel(octets(2, 5_000_000)), 5_000_001))
          .isInstanceOf(EOFException.class);
    }

    assertThat(state(INBOX)).isEqualTo(before);
    reopen();
    assertThat(append(account, INBOX, message(2)).uids()).isEqualTo(UidSet.of(2));
  }

  @Test
  void aBatchMayHaveAHundredThousandMessages() throws IOException {
    int count = 100_000;
    Appended batch = appendNumbered(account, INBOX, 1, count);

    MailboxView view = view(INBOX);
    assertThat(batch.uids()).isEqualTo(UidSet.range(1, count));
    assertThat(view.messageCount()).isEqualTo(count);
    for (int index : new int[] {0, 1, 4095, 4096, 65_535, 65_536, count - 1}) {
      assertThat(Mail.body(view, index)).isEqualTo(message(index + 1));
      assertThat(view.uid(index)).isEqualTo(index + 1);
    }
  }

  @Test
  @Requirement({"rfc3502/no-create"})
  void anAppendNeverMakesTheMailbox() throws IOException {
    create(name("Parent", "Child"));

    assertThat(account.beginAppend(name("Missing"))).isEqualTo(new NoSuchMailbox());
    assertThat(account.beginAppend(name("Parent"))).isEqualTo(new NoSuchMailbox());
    assertThat(account.view(name("Missing"))).isEmpty();
  }

  @Test
  @Requirement({"rfc3502/deleted-meanwhile"})
  void aMailboxDeletedDuringTheAppendGetsNothing() throws IOException {
    create(WORK);
    try (AppendTransaction append = begin(account, WORK)) {
      add(append, message(1));
      account.delete(WORK);

      assertThat(append.admit(10)).isEqualTo(new NoSuchMailbox());
      add(append, message(2));
      assertThat(append.commit()).isEqualTo(new NoSuchMailbox());
    }

    assertThat(account.view(WORK)).isEmpty();
  }

  @Test
  void aMailboxMadeAnewDuringTheAppendGetsNothing() throws IOException {
    create(WORK);
    try (AppendTransaction append = begin(account, WORK)) {
      add(append, message(1));
      account.delete(WORK);
      create(WORK);

      assertThat(append.commit()).isEqualTo(new NoSuchMailbox());
    }

    assertThat(view(WORK).messageCount()).isZero();
  }

  @Test
  void aMailboxRenamedDuringTheAppendGetsTheBatchUnderItsNewName() throws IOException {
    create(WORK);
    try (AppendTransaction append = begin(account, WORK)) {
      add(append, message(1));
      account.rename(WORK, name("Play"));
      create(WORK);
      add(append, message(2));

      assertThat(append.commit()).isInstanceOf(Appended.class);
    }

    assertBodies(view(name("Play")), message(1), message(2));
    assertThat(view(WORK).messageCount()).isZero();
  }

  @Test
  void anInboxRenamedDuringTheAppendStillGetsTheBatch() throws IOException {
    append(account, INBOX, message(1));
    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, message(2));
      account.rename(INBOX, name("Old"));

      assertThat(append.commit()).isInstanceOf(Appended.class);
    }

    assertBodies(view(INBOX), message(2));
    assertBodies(view(name("Old")), message(1));
  }

  @Test
  void aMessageOfUsualSizeIsAdmitted() throws IOException {
    try (AppendTransaction append = begin(account, INBOX)) {
      assertThat(append.admit(10_000)).isEqualTo(new Admission.Admitted());
    }
  }

  @Test
  void batchesBegunTogetherGetTheirUidsInTheOrderOfTheirCommits() throws IOException {
    try (AppendTransaction first = begin(account, INBOX);
        AppendTransaction second = begin(account, INBOX)) {
      add(first, message(1));
      add(second, message(3));
      add(first, message(2));
      assertThat(((Appended) second.commit()).uids()).isEqualTo(UidSet.of(1));
      assertThat(((Appended) first.commit()).uids()).isEqualTo(UidSet.range(2, 3));
    }

    assertBodies(view(INBOX), message(3), message(1), message(2));
  }

  @Test
  void everyCommitThatChangesSomethingIsCounted() throws IOException {
    long before = fixture.store().counters().commits();
    append(account, INBOX, message(1));
    append(account, INBOX, message(2), message(3));

    assertThat(fixture.store().counters().commits()).isEqualTo(before + 2);
    assertThat(fixture.store().counters().poisoned()).isFalse();
  }
}
