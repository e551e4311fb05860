package org.sheafmail.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.ChangeOutcome;
import org.sheafmail.store.ChangeOutcome.Changed;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.NoSuchMailbox;

/// What a store promises of flags, mod-sequences and expunging.
abstract class FlagsContract extends StoreContract {
  private static final UidSet ALL = UidSet.range(1, Uid.MAX);
  private static final Flag KEYWORD = new Flag("$Label1");

  private MailboxId inbox;

  @BeforeEach
  void fiveMessages() throws IOException {
    inbox = view(INBOX).id();
    appendNumbered(account, INBOX, 1, 5);
  }

  private Changed change(UidSet uids, FlagChange change, Flag... flags) throws IOException {
    return (Changed) account.storeFlags(inbox, uids, change, Set.of(flags));
  }

  private Changed expunge(UidSet uids) throws IOException {
    return (Changed) account.expunge(inbox, uids);
  }

  @Test
  void addingFlagsKeepsThoseThatWereThere() throws IOException {
    change(ALL, FlagChange.ADD, Flag.SEEN);
    change(UidSet.of(2), FlagChange.ADD, KEYWORD);

    assertThat(view(INBOX).flags(0)).containsExactly(Flag.SEEN);
    assertThat(view(INBOX).flags(1)).containsExactlyInAnyOrder(Flag.SEEN, KEYWORD);
  }

  @Test
  void removingFlagsKeepsTheOthers() throws IOException {
    change(ALL, FlagChange.ADD, Flag.SEEN, Flag.DRAFT, KEYWORD);
    change(UidSet.range(2, 3), FlagChange.REMOVE, Flag.SEEN, KEYWORD, Flag.ANSWERED);

    assertThat(view(INBOX).flags(0)).containsExactlyInAnyOrder(Flag.SEEN, Flag.DRAFT, KEYWORD);
    assertThat(view(INBOX).flags(1)).containsExactly(Flag.DRAFT);
  }

  @Test
  void replacingFlagsLeavesOnlyTheNewOnes() throws IOException {
    change(ALL, FlagChange.ADD, Flag.SEEN, Flag.DRAFT);
    change(UidSet.of(1), FlagChange.REPLACE, KEYWORD, Flag.SEEN);
    change(UidSet.of(2), FlagChange.REPLACE);

    assertThat(view(INBOX).flags(0)).containsExactlyInAnyOrder(Flag.SEEN, KEYWORD);
    assertThat(view(INBOX).flags(1)).isEmpty();
    assertThat(view(INBOX).flags(2)).containsExactlyInAnyOrder(Flag.SEEN, Flag.DRAFT);
  }

  @Test
  void allMessagesOfOneChangeHaveOneNewModSeq() throws IOException {
    long before = view(INBOX).highestModSeq();
    MailboxView after = change(UidSet.range(2, 4), FlagChange.ADD, Flag.SEEN).after();

    assertThat(after.highestModSeq()).isGreaterThan(before);
    assertThat(List.of(after.modSeq(1), after.modSeq(2), after.modSeq(3)))
        .containsOnly(after.highestModSeq());
    assertThat(List.of(after.modSeq(0), after.modSeq(4))).containsOnly(before);
  }

  @Test
  void aMessageWhoseFlagsAreAlreadySoIsLeftAlone() throws IOException {
    MailboxView before = change(UidSet.of(2), FlagChange.ADD, Flag.SEEN).after();
    Changed changed = change(ALL, FlagChange.ADD, Flag.SEEN);

    assertThat(changed.uids()).isEqualTo(UidSet.of(1, 3, 4, 5));
    assertThat(changed.after().modSeq(1)).isEqualTo(before.modSeq(1));
    assertThat(changed.after().modSeq(0)).isGreaterThan(before.modSeq(1));
  }

  @Test
  void aChangeOfNothingHasNoModSeqAndIsNotAnnounced() throws IOException {
    change(ALL, FlagChange.REPLACE, Flag.SEEN);
    AccountState.Mailbox before = state(INBOX);
    AtomicInteger heard = new AtomicInteger();

    try (var _ = account.watch(inbox, heard::incrementAndGet)) {
      List<Changed> outcomes =
          List.of(
              change(ALL, FlagChange.ADD, Flag.SEEN),
              change(ALL, FlagChange.ADD),
              change(ALL, FlagChange.REPLACE, Flag.SEEN),
              change(ALL, FlagChange.REMOVE, Flag.DRAFT, KEYWORD),
              change(UidSet.EMPTY, FlagChange.ADD, Flag.DRAFT),
              change(UidSet.of(6, 70), FlagChange.ADD, Flag.DRAFT),
              expunge(ALL));
      assertThat(outcomes).allSatisfy(o -> assertThat(o.uids().isEmpty()).isTrue());
    }

    assertThat(heard).hasValue(0);
    assertThat(state(INBOX)).isEqualTo(before);
  }

  @Test
  void uidsThatDoNotExistArePassedOver() throws IOException {
    change(UidSet.of(3), FlagChange.ADD, Flag.DELETED);
    expunge(ALL);

    assertThat(change(UidSet.range(2, 900), FlagChange.ADD, Flag.SEEN).uids())
        .isEqualTo(UidSet.of(2, 4, 5));
  }

  @Test
  void theOutcomeShowsTheMailboxRightAfterTheChange() throws IOException {
    MailboxView after = change(UidSet.of(1), FlagChange.ADD, Flag.FLAGGED).after();

    assertThat(AccountState.mailbox(after)).isEqualTo(state(INBOX));
    assertThat(after.flags(0)).containsExactly(Flag.FLAGGED);
  }

  @Test
  void changedSinceTellsWhatChangedOrWasAddedAfterAModSeq() throws IOException {
    long start = view(INBOX).highestModSeq();
    long first = change(UidSet.of(4), FlagChange.ADD, Flag.SEEN).after().highestModSeq();
    change(UidSet.of(2), FlagChange.ADD, Flag.SEEN);
    append(account, INBOX, message(6));

    assertThat(changedSince(0)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(changedSince(start)).containsExactly(1, 3, 5);
    assertThat(changedSince(first)).containsExactly(1, 5);
    assertThat(changedSince(view(INBOX).highestModSeq())).isEmpty();
  }

  private List<Integer> changedSince(long modSeq) throws IOException {
    List<Integer> indexes = new ArrayList<>();
    view(INBOX).changedSince(modSeq, indexes::add);
    return indexes;
  }

  @Test
  void flagsMatchWithoutRegardToCaseAndKeepTheFirstSpelling() throws IOException {
    change(UidSet.of(1), FlagChange.ADD, new Flag("$Later"));
    change(UidSet.of(2), FlagChange.ADD, new Flag("$LATER"));
    append(account, INBOX, List.of(message(6)), Set.of(new Flag("$later")));

    assertThat(view(INBOX).flags(0).toString()).isEqualTo("[$Later]");
    assertThat(view(INBOX).flags(1).toString()).isEqualTo("[$Later]");
    assertThat(view(INBOX).flags(5).toString()).isEqualTo("[$Later]");
    assertThat(change(UidSet.of(1), FlagChange.REMOVE, new Flag("$lATER")).uids())
        .isEqualTo(UidSet.of(1));
  }

  @Test
  void aFlagOnceUsedStaysInUse() throws IOException {
    change(UidSet.of(1), FlagChange.ADD, KEYWORD);
    change(UidSet.of(1), FlagChange.REPLACE, Flag.DELETED);
    append(account, INBOX, List.of(message(6)), Set.of(Flag.ANSWERED, new Flag("other")));
    expunge(ALL);

    assertThat(view(INBOX).flagsInUse())
        .contains(KEYWORD, Flag.DELETED, Flag.ANSWERED, new Flag("OTHER"));
    reopen();
    assertThat(view(INBOX).flagsInUse()).contains(KEYWORD, new Flag("other"));
  }

  @Test
  void aMessageMayHaveThousandsOfKeywords() throws IOException {
    Set<Flag> many = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      many.add(new Flag("keyword-" + i));
    }
    account.storeFlags(inbox, UidSet.of(2), FlagChange.ADD, many);
    append(account, INBOX, List.of(message(6)), many);
    account.storeFlags(inbox, UidSet.of(2), FlagChange.REMOVE, Set.of(new Flag("KEYWORD-17")));

    assertThat(view(INBOX).flags(1)).hasSize(2999).doesNotContain(new Flag("keyword-17"));
    assertThat(view(INBOX).flags(5)).isEqualTo(many);
    assertThat(view(INBOX).flagsInUse()).containsAll(many);
  }

  @Test
  void everyMessageMayHaveAKeywordOfItsOwn() throws IOException {
    appendNumbered(account, INBOX, 6, 500);
    for (int uid = 1; uid <= 500; uid++) {
      change(UidSet.of(uid), FlagChange.ADD, new Flag("own-" + uid));
    }
    reopen();

    for (int uid = 1; uid <= 500; uid++) {
      assertThat(view(INBOX).flags(uid - 1)).containsExactly(new Flag("own-" + uid));
    }
  }

  @Test
  void flagsOfALongMailboxChangeInOneStep() throws IOException {
    appendNumbered(account, INBOX, 6, 10_000);
    Changed changed = change(UidSet.range(1, Uid.MAX), FlagChange.ADD, Flag.SEEN, KEYWORD);
    change(UidSet.range(4096, 8193), FlagChange.REMOVE, Flag.SEEN);

    assertThat(changed.uids()).isEqualTo(UidSet.range(1, 10_000));
    assertThat(view(INBOX).unseenCount()).isEqualTo(8193 - 4096 + 1);
    assertThat(view(INBOX).firstUnseen()).isEqualTo(4095);
    assertThat(view(INBOX).flags(8192)).containsExactly(KEYWORD);
    assertThat(view(INBOX).flags(8193)).containsExactlyInAnyOrder(KEYWORD, Flag.SEEN);
  }

  @Test
  void theCountsFollowTheFlags() throws IOException {
    assertThat(view(INBOX).unseenCount()).isEqualTo(5);
    assertThat(view(INBOX).firstUnseen()).isZero();
    change(UidSet.of(1, 2, 4), FlagChange.ADD, Flag.SEEN);
    change(UidSet.of(2, 5), FlagChange.ADD, Flag.DELETED);

    assertThat(view(INBOX).unseenCount()).isEqualTo(2);
    assertThat(view(INBOX).firstUnseen()).isEqualTo(2);
    assertThat(view(INBOX).deletedCount()).isEqualTo(2);

    expunge(ALL);
    change(ALL, FlagChange.ADD, Flag.SEEN);
    assertThat(view(INBOX).unseenCount()).isZero();
    assertThat(view(INBOX).firstUnseen()).isEqualTo(-1);
    assertThat(view(INBOX).deletedCount()).isZero();
  }

  @Test
  void expungeRemovesOnlyWhatIsDeletedAndWasNamed() throws IOException {
    long before = view(INBOX).highestModSeq();
    change(UidSet.of(1, 3, 5), FlagChange.ADD, Flag.DELETED);
    Changed expunged = expunge(UidSet.range(2, 4));

    assertThat(expunged.uids()).isEqualTo(UidSet.of(3));
    assertThat(expunged.after().existing(ALL)).isEqualTo(UidSet.of(1, 2, 4, 5));
    assertThat(expunged.after().highestModSeq()).isGreaterThan(before);
    assertThat(AccountState.mailbox(expunged.after())).isEqualTo(state(INBOX));
  }

  @Test
  void uidsOfExpungedMessagesAreNotGivenAgain() throws IOException {
    change(ALL, FlagChange.ADD, Flag.DELETED);
    expunge(ALL);
    reopen();

    assertThat(view(INBOX).uidNext()).isEqualTo(6);
    assertThat(append(account, INBOX, message(6)).uids()).isEqualTo(UidSet.of(6));
  }

  @Test
  void modSeqsRiseOverOpeningAgain() throws IOException {
    change(UidSet.of(1), FlagChange.ADD, Flag.DELETED);
    long last = expunge(ALL).after().highestModSeq();
    reopen();

    assertThat(view(INBOX).highestModSeq()).isEqualTo(last);
    assertThat(append(account, INBOX, message(6)).modSeq()).isGreaterThan(last);
  }

  @Test
  void aDeletedMailboxHasNothingToChange() throws IOException {
    MailboxId id = create(WORK);
    account.delete(WORK);

    ChangeOutcome flags = account.storeFlags(id, ALL, FlagChange.ADD, Set.of(Flag.SEEN));
    assertThat(flags).isEqualTo(new NoSuchMailbox());
    assertThat(account.expunge(id, ALL)).isEqualTo(new NoSuchMailbox());
  }
}
