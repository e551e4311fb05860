package org.sheafmail.store.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.DATE;
import static org.sheafmail.store.contract.Mail.add;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.assertBodies;
import static org.sheafmail.store.contract.Mail.begin;
import static org.sheafmail.store.contract.Mail.body;
import static org.sheafmail.store.contract.Mail.channel;
import static org.sheafmail.store.contract.Mail.message;
import static org.sheafmail.store.contract.Mail.octets;
import static org.sheafmail.store.contract.Mail.view;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.Admission;
import org.sheafmail.store.AlreadyExists;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.ChangeOutcome;
import org.sheafmail.store.CopyOutcome;
import org.sheafmail.store.CreateOutcome;
import org.sheafmail.store.Done;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.disk.SimulatedDisk.Kind;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;

/// A full disk: what is refused is refused for good, and what makes room still works.
class FullDiskTest {
  private static final Logger LOUD = Logger.getLogger("org.sheafmail.store.embedded");
  private static final int RESERVE = 8 << 10;
  private static final int LARGE = 20_000;
  private static final int MESSAGES = 200;

  private SimulatedDisk disk = new SimulatedDisk(1);
  private EmbeddedStore store;
  private Account account;
  private MailboxId inbox;

  @BeforeEach
  void openStore() {
    LOUD.setLevel(Level.OFF);
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
    LOUD.setLevel(null);
  }

  private void open(int reserveOctets) throws IOException {
    EmbeddedOptions small = EmbeddedOptions.forTests(new Random(1));
    EmbeddedOptions options =
        new EmbeddedOptions(
            small.segmentOctets(),
            small.firstSegmentOctets(),
            small.smallBatchOctets(),
            small.smallBatchesOctets(),
            small.laneOctets(),
            small.laneSyncOctets(),
            1L << 30,
            reserveOctets,
            small.liveShare(),
            small.compactionOctetsPerSecond(),
            Duration.ofHours(1),
            false,
            small.random());
    store = EmbeddedStore.open(disk, options, new TestSummarizer(1), Clock.systemUTC());
    account = store.account("ann");
    inbox = view(account, INBOX).id();
  }

  /// A store with [#MESSAGES] messages in `INBOX` and mailboxes of the numbers from 1 to 9, whose
  /// disk has no more room, and whose journal has none for mail.
  private void openFull(int reserveOctets) throws IOException {
    open(reserveOctets);
    appendNumbered(account, INBOX, 1, MESSAGES);
    for (int number = 1; number <= 9; number++) {
      account.create(name(number));
    }
    disk.limitTo(disk.used());
    while (!(appendUnasked(2000) instanceof StoreFull)) {
      // On until there is no room.
    }
    boolean subscribed = true;
    while (!(account.subscribe(name(9), subscribed) instanceof StoreFull)) {
      subscribed = !subscribed;
    }
  }

  private static MailboxName name(int number) {
    return new MailboxName(List.of("m" + number));
  }

  /// Appends a message without asking first whether there is room for it.
  private Object appendUnasked(int size) throws IOException {
    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, octets(5, size));
      return append.commit();
    }
  }

  private void assertThereIsRoomForMail() throws IOException {
    disk.limitTo(Long.MAX_VALUE);
    int before = view(account, INBOX).messageCount();
    for (int size : new int[] {100, LARGE, 100}) {
      try (AppendTransaction append = begin(account, INBOX)) {
        assertThat(append.admit(size)).isInstanceOf(Admission.Admitted.class);
        add(append, octets(size, size));
        assertThat(append.commit()).isInstanceOf(Appended.class);
      }
    }
    assertThat(view(account, INBOX).messageCount()).isEqualTo(before + 3);
    assertThat(body(view(account, INBOX), before + 1)).isEqualTo(octets(LARGE, LARGE));
    assertThat(account.create(name(20))).isInstanceOf(CreateOutcome.Created.class);
  }

  @ParameterizedTest(name = "with a reserve of {0} octets")
  @ValueSource(ints = {6 << 10, 8 << 10, 16 << 10})
  void mailIsReadAndRemovedAgainAndAgainOnAFullDisk(int reserveOctets) throws IOException {
    openFull(reserveOctets);

    for (long uid = 1; uid <= 3; uid++) {
      remove(uid);
      assertThat(account.delete(name((int) uid))).isEqualTo(new Done());
      assertThat(body(view(account, INBOX), 0)).isEqualTo(message((int) uid + 1));
    }
    for (Object growing :
        List.of(
            appendUnasked(100),
            account.create(name(20)),
            account.copy(inbox, UidSet.of(5), name(5)),
            account.move(inbox, UidSet.of(5), name(5)),
            account.rename(name(5), name(21)),
            account.subscribe(name(5), true))) {
      assertThat(growing).isInstanceOf(StoreFull.class);
    }
    assertThat(store.counters().poisoned()).isFalse();
    assertThereIsRoomForMail();
  }

  /// Marks messages as deleted and expunges them, one by one, until even that is refused.
  ///
  /// @return how many changes were made
  private int useUpReserve() throws IOException {
    for (int changes = 0; changes < 2 * MESSAGES; changes++) {
      UidSet uid = UidSet.of(1 + changes / 2);
      ChangeOutcome outcome =
          changes % 2 == 0
              ? account.storeFlags(inbox, uid, FlagChange.ADD, Set.of(Flag.DELETED))
              : account.expunge(inbox, uid);
      if (outcome instanceof StoreFull) {
        return changes;
      }
    }
    return 2 * MESSAGES;
  }

  private void remove(long uid) throws IOException {
    UidSet one = UidSet.of(uid);
    assertThat(account.storeFlags(inbox, one, FlagChange.ADD, Set.of(Flag.DELETED)))
        .isInstanceOf(ChangeOutcome.Changed.class);
    assertThat(account.expunge(inbox, one)).isInstanceOf(ChangeOutcome.Changed.class);
    assertThat(view(account, INBOX).indexOf(uid)).isNegative();
  }

  @Test
  void aLittleRoomIsEnoughForALittleMail() throws IOException {
    openFull(RESERVE);
    disk.limitTo(disk.used() + (24 << 10)); // Less than a journal file has.

    try (AppendTransaction append = begin(account, INBOX)) {
      assertThat(append.admit(100)).isInstanceOf(Admission.Admitted.class);
    }
    assertThat(account.create(name(20))).isInstanceOf(CreateOutcome.Created.class);
    assertThat(account.copy(inbox, UidSet.of(5), name(20))).isInstanceOf(CopyOutcome.Copied.class);
    assertThat(appendUnasked(100)).isInstanceOf(StoreFull.class);
  }

  @Test
  void theReserveIsThereToItsLastOctet() throws IOException {
    openFull(RESERVE);

    int changes = useUpReserve();
    assertThat(changes).isBetween(RESERVE / 512 - 1, 2 * RESERVE / 512);
    assertThat(account.delete(name(1))).isInstanceOf(StoreFull.class);
    assertThat(view(account, INBOX).uid(0)).isEqualTo(1 + changes / 2);
    assertThereIsRoomForMail();
  }

  @Test
  void whatChangesNothingNeedsNoRoom() throws IOException {
    openFull(RESERVE);
    useUpReserve();

    assertThat(account.create(name(1))).isInstanceOf(AlreadyExists.class);
    assertThat(account.delete(name(20))).isInstanceOf(NoSuchMailbox.class);
    assertThat(account.rename(name(20), name(21))).isInstanceOf(NoSuchMailbox.class);
    assertThat(account.subscribe(name(20), false)).isEqualTo(new Done());
    assertThat(account.expunge(inbox, UidSet.of(99_999))).isInstanceOf(ChangeOutcome.Changed.class);
    assertThat(account.storeFlags(inbox, UidSet.EMPTY, FlagChange.ADD, Set.of(Flag.SEEN)))
        .isInstanceOf(ChangeOutcome.Changed.class);
    try (AppendTransaction nothing = begin(account, INBOX)) {
      assertThat(nothing.commit()).isInstanceOf(Appended.class);
    }
  }

  @Test
  void mailIsRemovedFromAStoreThatWasOpenedOnAFullDisk() throws IOException {
    openFull(RESERVE);
    disk.limitTo(Long.MAX_VALUE);
    store.close();
    disk = disk.afterKill();
    open(RESERVE);
    disk.limitTo(disk.used() + 9_000);

    try (AppendTransaction append = begin(account, INBOX)) {
      assertThat(append.admit(2000)).isInstanceOf(StoreFull.class);
    }
    for (long uid = 1; uid <= 3; uid++) {
      remove(uid);
      assertThat(account.delete(name((int) uid))).isEqualTo(new Done());
    }
    assertThat(account.create(name(20))).isInstanceOf(StoreFull.class);
    assertThereIsRoomForMail();
  }

  @Test
  void aDiskThatFillsUpInAFrameIsADefiniteRefusalAndTheStoreGoesOn() throws IOException {
    open(RESERVE);
    appendNumbered(account, INBOX, 1, 3);
    long operations = disk.operations();
    disk.limitTo(disk.used() - (32 << 10)); // Somebody else took what the file was given.

    assertThat(appendUnasked(4000)).isInstanceOf(StoreFull.class);
    assertThat(disk.trace().subList((int) operations, (int) operations + 3))
        .extracting(SimulatedDisk.Operation::kind)
        .containsExactly(Kind.WRITE, Kind.TRUNCATE, Kind.SYNC);
    assertThat(store.counters().poisoned()).isFalse();
    assertThereIsRoomForMail();
    store.close();
    disk = disk.afterPowerCut(new Random(1));
    open(RESERVE);
    assertThat(view(account, INBOX).messageCount()).isEqualTo(6);
  }

  @ParameterizedTest(name = "operation {0} after the write")
  @ValueSource(ints = {1, 2})
  void aFullDiskThatCannotTakeBackWhatItWroteLeavesTheOutcomeUnknown(int failing)
      throws IOException {
    open(RESERVE);
    appendNumbered(account, INBOX, 1, 3);
    disk.limitTo(disk.used() - (32 << 10));
    disk.failOperation(disk.operations() + 1 + failing);

    assertThat(appendUnasked(4000)).isInstanceOf(OutcomeUnknown.class);
    assertThat(store.counters().poisoned()).isTrue();
    disk.limitTo(Long.MAX_VALUE);
    assertThat(account.beginAppend(INBOX)).isInstanceOf(OutcomeUnknown.class);
    store.close();
    disk = disk.afterPowerCut(new Random(1));
    open(RESERVE);
    assertThat(view(account, INBOX).messageCount()).isIn(3, 4);
  }

  @ParameterizedTest(name = "{0} octets are left")
  @ValueSource(ints = {0, 100, 4_000, 20_000, 20_100, 20_300})
  void aLargeBatchForWhichThereIsNoRoomLeavesNothingBehind(int left) throws IOException {
    open(0);
    append(account, INBOX, octets(1, LARGE)); // A lane is there and free.
    disk.limitTo(disk.used() + left);
    long used = disk.used();
    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, octets(2, LARGE));
      for (int i = 0; i < 300; i++) {
        add(append, octets(i, 10)); // So that the table of the messages takes some room, too.
      }
      assertThat(append.commit()).isInstanceOf(StoreFull.class);
    }

    assertThat(disk.used()).isEqualTo(used);
    assertBodies(view(account, INBOX), octets(1, LARGE));
    assertThereIsRoomForMail();
  }

  @Test
  void messagesThatWerePassedOverAreCounted() throws IOException {
    open(RESERVE);
    append(account, INBOX, octets(1, LARGE));
    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, octets(2, LARGE));
      disk.limitTo(disk.used());
      add(append, octets(3, 1 << 20));
      add(append, octets(4, 100));
      append.add(Set.of(), DATE, channel(message(1)), 10);

      assertThat(append.count()).isEqualTo(4);
      assertThat(append.admit(1)).isInstanceOf(StoreFull.class);
      assertThat(append.commit()).isInstanceOf(StoreFull.class);
    }
    assertThereIsRoomForMail();
  }
}
