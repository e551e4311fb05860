package org.sheafmail.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.assertBodies;
import static org.sheafmail.store.contract.Mail.message;
import static org.sheafmail.store.contract.Mail.octets;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.CopyOutcome.Copied;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.NoSuchMailbox;

/// What a store promises of copying and moving (RFC 3501 §6.4.7, RFC 6851).
abstract class CopyContract extends StoreContract {
  private static final UidSet ALL = UidSet.range(1, Uid.MAX);

  private MailboxId inbox;

  @BeforeEach
  void fourMessagesAndAnotherMailbox() throws IOException {
    inbox = view(INBOX).id();
    appendNumbered(account, INBOX, 1, 4);
    create(WORK);
    append(account, WORK, message(10));
  }

  @Test
  void copiesComeInTheOrderOfTheirUidsAtTheEndOfTheTarget() throws IOException {
    Copied copied = (Copied) account.copy(inbox, UidSet.of(4, 1, 2), WORK);

    assertThat(copied)
        .isEqualTo(new Copied(view(WORK).uidValidity(), UidSet.of(1, 2, 4), UidSet.range(2, 4)));
    assertBodies(view(WORK), message(10), message(1), message(2), message(4));
    assertBodies(view(INBOX), message(1), message(2), message(3), message(4));
  }

  @Test
  void aCopyKeepsFlagsAndInternalDate() throws IOException {
    Flag keyword = new Flag("Urgent");
    account.storeFlags(inbox, UidSet.of(2), FlagChange.ADD, Set.of(Flag.SEEN, keyword));
    account.copy(inbox, UidSet.range(1, 2), WORK);

    assertThat(view(WORK).flags(1)).isEmpty();
    assertThat(view(WORK).flags(2)).containsExactlyInAnyOrder(Flag.SEEN, keyword);
    assertThat(view(WORK).flagsInUse()).contains(keyword);
    assertThat(view(WORK).internalDate(2)).isEqualTo(view(INBOX).internalDate(1));
  }

  @Test
  void allCopiesHaveOneModSeqAndTheSourceKeepsIts() throws IOException {
    AccountState.Mailbox source = state(INBOX);
    account.copy(inbox, ALL, WORK);

    assertThat(state(INBOX)).isEqualTo(source);
    for (int i = 1; i <= 4; i++) {
      assertThat(view(WORK).modSeq(i)).isEqualTo(view(WORK).highestModSeq());
    }
    assertThat(view(WORK).modSeq(0)).isLessThan(view(WORK).highestModSeq());
  }

  @Test
  void aMailboxMayBeCopiedToItself() throws IOException {
    Copied copied = (Copied) account.copy(inbox, UidSet.range(1, 2), INBOX);

    assertThat(copied.target()).isEqualTo(UidSet.range(5, 6));
    assertBodies(
        view(INBOX), message(1), message(2), message(3), message(4), message(1), message(2));
  }

  @Test
  void copyingNothingChangesNothing() throws IOException {
    AccountState before = AccountState.of(account);
    AtomicInteger heard = new AtomicInteger();

    try (var _ = account.watch(view(WORK).id(), heard::incrementAndGet);
        var _ = account.watch(inbox, heard::incrementAndGet)) {
      Copied nothing = new Copied(view(WORK).uidValidity(), UidSet.EMPTY, UidSet.EMPTY);
      assertThat(account.copy(inbox, UidSet.range(5, 90), WORK)).isEqualTo(nothing);
      assertThat(account.move(inbox, UidSet.range(5, 90), WORK)).isEqualTo(nothing);
      assertThat(account.copy(inbox, UidSet.EMPTY, WORK)).isEqualTo(nothing);
    }

    assertThat(heard).hasValue(0);
    assertThat(AccountState.of(account)).isEqualTo(before);
  }

  @Test
  void aMissingMailboxIsNeitherCopiedFromNorTo() throws IOException {
    MailboxId gone = create(name("Gone"));
    account.delete(name("Gone"));
    create(name("Parent", "Child"));
    AccountState before = AccountState.of(account);

    assertThat(account.copy(gone, ALL, WORK)).isEqualTo(new NoSuchMailbox());
    assertThat(account.move(gone, ALL, WORK)).isEqualTo(new NoSuchMailbox());
    assertThat(account.copy(inbox, ALL, name("Missing"))).isEqualTo(new NoSuchMailbox());
    assertThat(account.move(inbox, ALL, name("Missing"))).isEqualTo(new NoSuchMailbox());
    assertThat(account.copy(inbox, ALL, name("Parent"))).isEqualTo(new NoSuchMailbox());
    assertThat(AccountState.of(account)).isEqualTo(before);
  }

  @Test
  void aMoveTakesTheMessagesOutOfTheSource() throws IOException {
    account.storeFlags(inbox, UidSet.of(2), FlagChange.ADD, Set.of(Flag.FLAGGED));
    Copied moved = (Copied) account.move(inbox, UidSet.of(2, 3), WORK);

    assertThat(moved)
        .isEqualTo(new Copied(view(WORK).uidValidity(), UidSet.of(2, 3), UidSet.range(2, 3)));
    assertBodies(view(INBOX), message(1), message(4));
    assertBodies(view(WORK), message(10), message(2), message(3));
    assertThat(view(WORK).flags(1)).containsExactly(Flag.FLAGGED);
    assertThat(view(INBOX).uidNext()).isEqualTo(5);
  }

  @Test
  void aMoveRaisesTheModSeqOfBothMailboxes() throws IOException {
    long before = Math.max(view(INBOX).highestModSeq(), view(WORK).highestModSeq());
    account.move(inbox, UidSet.of(1), WORK);

    assertThat(view(INBOX).highestModSeq()).isGreaterThan(before);
    assertThat(view(WORK).highestModSeq()).isGreaterThan(before);
  }

  @Test
  void atNoTimeIsAMovedMessageInBothMailboxesOrInNeither() throws IOException {
    AtomicInteger heard = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    Runnable look =
        () -> {
          heard.incrementAndGet();
          seen.addAndGet(countOf(INBOX) * 100 + countOf(WORK));
        };

    try (var _ = account.watch(inbox, look);
        var _ = account.watch(view(WORK).id(), look)) {
      account.move(inbox, UidSet.range(1, 3), WORK);
    }

    assertThat(heard).hasValue(2);
    assertThat(seen).hasValue(2 * (1 * 100 + 4));
  }

  private int countOf(org.sheafmail.protocol.MailboxName name) {
    try {
      return view(name).messageCount();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aMoveWithinAMailboxGivesNewUids() throws IOException {
    Copied moved = (Copied) account.move(inbox, UidSet.of(2), INBOX);

    assertThat(moved.target()).isEqualTo(UidSet.of(5));
    assertThat(view(INBOX).existing(ALL)).isEqualTo(UidSet.of(1, 3, 4, 5));
    assertBodies(view(INBOX), message(1), message(3), message(4), message(2));
  }

  @Test
  void aCopyOutlivesItsOriginal() throws IOException {
    byte[] large = octets(3, 3_000_000);
    create(name("Source"));
    append(account, name("Source"), message(20), large);
    account.copy(view(name("Source")).id(), ALL, WORK);
    account.delete(name("Source"));
    reopen();

    assertBodies(view(WORK), message(10), message(20), large);
  }

  @Test
  void aCopyOfACopyIsTheSameMessage() throws IOException {
    account.copy(inbox, UidSet.of(1), WORK);
    account.copy(view(WORK).id(), UidSet.of(2), INBOX);
    account.move(view(WORK).id(), UidSet.of(2), INBOX);

    assertBodies(
        view(INBOX), message(1), message(2), message(3), message(4), message(1), message(1));
    assertThat(view(INBOX).summary(5)).isEqualTo(view(INBOX).summary(0));
  }

  @Test
  void tenThousandMessagesAreCopiedInOneStep() throws IOException {
    appendNumbered(account, INBOX, 5, 10_000);
    AtomicInteger heard = new AtomicInteger();
    try (var _ = account.watch(view(WORK).id(), heard::incrementAndGet)) {
      account.copy(inbox, UidSet.range(1, 10_000), WORK);
    }

    assertThat(heard).hasValue(1);
    assertThat(view(WORK).messageCount()).isEqualTo(10_001);
    assertThat(Mail.body(view(WORK), 10_000)).isEqualTo(message(10_000));
  }
}
