package org.sheafmail.store.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.DATE;
import static org.sheafmail.store.contract.Mail.add;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.assertBodies;
import static org.sheafmail.store.contract.Mail.begin;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.disk.SimulatedDisk.Kind;
import org.sheafmail.store.embedded.EmbeddedOptions;
import org.sheafmail.store.embedded.EmbeddedStore;

/// What a disk that fails at one call makes of the embedded store: who is told what, and that
/// nothing is tried a second time.
class FailedDiskTest {
  private static final Logger LOUD = Logger.getLogger("org.sheafmail.store.embedded");
  private static final MailboxName OTHER = new MailboxName(List.of("other"));
  private static final int LARGE = 20_000;

  private final Crowd crowd = new Crowd();
  private SimulatedDisk disk = new SimulatedDisk(1);
  private FailingDisk failing;
  private EmbeddedStore store;
  private Account account;

  @BeforeEach
  void fillStore() throws IOException {
    LOUD.setLevel(Level.OFF);
    open(false);
    account.create(OTHER);
    appendNumbered(account, INBOX, 1, 3);
    append(account, OTHER, octets(1, LARGE)); // A lane is there and free.
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
    LOUD.setLevel(null);
  }

  private void open(boolean background) throws IOException {
    failing = new FailingDisk(disk);
    EmbeddedOptions small = EmbeddedOptions.forTests(new Random(1));
    EmbeddedOptions options =
        new EmbeddedOptions(
            small.segmentOctets(),
            small.firstSegmentOctets(),
            small.smallBatchOctets(),
            small.smallBatchesOctets(),
            small.laneOctets(),
            small.laneSyncOctets(),
            1L << 30, // Snapshots are written when a test says so.
            small.reserveOctets(),
            small.liveShare(),
            small.compactionOctetsPerSecond(),
            Duration.ofHours(1),
            background,
            small.random());
    store =
        EmbeddedStore.open(
            crowd.watching(failing), options, new TestSummarizer(1), Clock.systemUTC());
    account = store.account("ann");
  }

  private void reopenAfter(SimulatedDisk next) throws IOException {
    store.close();
    disk = next;
    open(false);
  }

  private MailboxId inbox() throws IOException {
    return view(account, INBOX).id();
  }

  private Action.Append batch(long seed, int size) {
    return new Action.Append(
        "ann",
        INBOX,
        List.of(
            new Action.Message(seed, size, Set.of(), DATE),
            new Action.Message(seed + 1, 10, Set.of(), DATE)));
  }

  /// One change of each kind.
  private List<Action> everyChange() throws IOException {
    UidSet all = UidSet.range(1, 3);
    MailboxId id = inbox();
    return List.of(
        batch(10, 100),
        batch(20, LARGE),
        new Action.Create("ann", new MailboxName(List.of("new"))),
        new Action.Rename("ann", OTHER, new MailboxName(List.of("newer"))),
        new Action.Subscribe("ann", OTHER, true),
        new Action.StoreFlags("ann", id, all, FlagChange.ADD, Set.of(Flag.FLAGGED)),
        new Action.Copy("ann", id, all, OTHER),
        new Action.Move("ann", id, all, OTHER),
        new Action.Expunge("ann", id, all),
        new Action.Delete("ann", OTHER));
  }

  private void assertPoisoned() throws IOException {
    assertThat(store.counters().poisoned()).isTrue();
    long operations = disk.operations();
    Client client = new Client(store);
    for (Action action : everyChange()) {
      assertThat(action.on(client)).as("%s", action).isInstanceOf(OutcomeUnknown.class);
    }
    assertThatThrownBy(() -> store.account("another")).isInstanceOf(IOException.class);
    store.checkpoint();
    assertThat(disk.operations()).as("operations of a poisoned store").isEqualTo(operations);
    assertThat(view(account, INBOX).messageCount()).isEqualTo(3);
    assertBodies(view(account, INBOX), message(1), message(2), message(3));
    assertBodies(view(account, OTHER), octets(1, LARGE));
  }

  /// Whatever the platter has of what failed, the next opening finds all of it or nothing.
  private void assertRecovers(int messages) throws IOException {
    for (int i = 0; i < 20; i++) {
      reopenAfter(i == 0 ? disk.afterKill() : disk.afterPowerCut(new Random(i)));
      assertThat(store.counters().poisoned()).isFalse();
      assertThat(view(account, INBOX).messageCount()).isIn(3, 3 + messages);
      assertThat(append(account, OTHER, message(9))).isInstanceOf(Appended.class);
    }
  }

  @ParameterizedTest(name = "one of {0} octets")
  @ValueSource(ints = {100, LARGE})
  void aFailedSyncOfTheJournalLeavesTheOutcomeOfTheBatchUnknown(int size) throws IOException {
    failing.failNext(Kind.SYNC, ".journal", 0);

    assertThat(batch(2, size).on(new Client(store))).isInstanceOf(OutcomeUnknown.class);
    assertPoisoned();
    assertRecovers(2);
  }

  @Test
  void aFailedSyncOfALaneLeavesTheOutcomeUnknownAndNoRecordOfIt() throws IOException {
    failing.failNext(Kind.SYNC, ".lane", 0);

    assertThat(batch(2, LARGE).on(new Client(store))).isInstanceOf(OutcomeUnknown.class);
    assertPoisoned();
    assertRecovers(0);
  }

  @Test
  void aSyncOfALaneThatFailsBeforeTheCommitPoisonsTheStoreToo() throws IOException {
    store.close();
    open(true);
    failing.failNext(Kind.SYNC, ".lane", 0);
    // Whichever call comes first after the failed sync tells of it.
    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, octets(2, 2 << 20));
      assertThat(append.commit()).isInstanceOf(OutcomeUnknown.class);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("input/output error");
    }
    assertThat(store.counters().poisoned()).isTrue();
    assertRecovers(0);
  }

  @ParameterizedTest(name = "after {0} that succeed")
  @ValueSource(ints = {0, 1})
  void everyoneWhoWaitsForAFailedSyncIsTold(int others) throws IOException {
    failing.failNext(Kind.SYNC, ".journal", others);
    List<Action> actions = everyChange();

    List<Object> outcomes = crowd.perform(new Client(store), actions);

    assertThat(outcomes.subList(others, outcomes.size()))
        .hasSize(actions.size() - others)
        .allMatch(OutcomeUnknown.class::isInstance);
    assertThat(outcomes.subList(0, others)).allMatch(Appended.class::isInstance);
    assertThat(store.counters().poisoned()).isTrue();
  }

  @Test
  void nothingIsWrittenOrSyncedAgainUntilTheStoreIsOpenedAgain() throws IOException {
    failing.failNext(Kind.SYNC, ".journal", 0);
    batch(2, 100).on(new Client(store));
    long operations = disk.operations();
    store.close();

    assertThat(disk.trace().subList((int) operations, (int) disk.operations()))
        .noneMatch(o -> o.kind() == Kind.SYNC || o.kind() == Kind.SYNC_DIRECTORY)
        .noneMatch(o -> o.file().endsWith(".journal") || o.file().contains(".snapshot"));
  }

  @ParameterizedTest(name = "{0} of {1} fails for a batch of {2} octets")
  @CsvSource({"WRITE, .journal, 100", "WRITE, .lane, 20000"})
  void aWriteThatFailsAndIsTakenBackIsRefusedAndTheStoreGoesOn(Kind kind, String file, int size)
      throws IOException {
    failing.failNext(kind, file, 0);

    assertThatThrownBy(() -> batch(2, size).on(new Client(store))).isInstanceOf(IOException.class);
    assertThat(failing.hasFailed()).isTrue();
    assertThat(store.counters().poisoned()).isFalse();
    assertBodies(view(account, INBOX), message(1), message(2), message(3));
    assertThat(append(account, INBOX, octets(5, size)).uids()).isEqualTo(UidSet.of(4));
    reopenAfter(disk.afterPowerCut(new Random(1)));
    assertBodies(view(account, INBOX), message(1), message(2), message(3), octets(5, size));
  }

  @ParameterizedTest(name = "the {0} fails")
  @ValueSource(strings = {"TRUNCATE", "SYNC"})
  void aWriteThatFailsAndIsNotTakenBackLeavesTheOutcomeUnknown(Kind kind) throws IOException {
    long before = disk.operations();
    disk.failOperation(before + 1);
    failing.failNext(kind, ".journal", 0);

    assertThat(batch(2, 100).on(new Client(store))).isInstanceOf(OutcomeUnknown.class);
    assertThat(failing.hasFailed()).isTrue();
    assertPoisoned();
    assertRecovers(2);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({"SYNC, .journal.tmp", "WRITE, .journal.tmp", "SYNC_DIRECTORY, ''"})
  void aJournalFileThatCannotBeMadeAheadKeepsNobodyFromAnything(Kind kind, String file)
      throws IOException {
    failing.failNext(kind, file, 0);
    int messages = 3;
    while (!failing.hasFailed() || messages < 20) {
      append(account, INBOX, octets(messages++, 4000));
    }

    assertThat(store.counters().poisoned()).isFalse();
    reopenAfter(disk.afterPowerCut(new Random(1)));
    assertThat(view(account, INBOX).messageCount()).isEqualTo(messages);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({"SYNC, .journal.tmp", "SYNC_DIRECTORY, ''"})
  void aChangeForWhichNoFileCanBeMadeIsRefusedAndTheNextOneIsNot(Kind kind, String file)
      throws IOException {
    reopenAfter(disk.afterKill()); // The first change of all needs a file.
    failing.failNext(kind, file, 0);

    assertThatThrownBy(() -> batch(2, 100).on(new Client(store))).isInstanceOf(IOException.class);
    assertThat(store.counters().poisoned()).isFalse();
    assertThat(append(account, INBOX, message(4)).uids()).isEqualTo(UidSet.of(4));
    reopenAfter(disk.afterPowerCut(new Random(1)));
    assertBodies(view(account, INBOX), message(1), message(2), message(3), message(4));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({"SYNC, .lane.tmp", "SYNC_DIRECTORY, ''"})
  void aLaneThatCannotBeMadeAheadKeepsNobodyFromAnything(Kind kind, String file)
      throws IOException {
    try (AppendTransaction taker = begin(account, INBOX);
        AppendTransaction first = begin(account, INBOX)) {
      add(taker, octets(3, LARGE));
      failing.failNext(kind, file, 0);
      add(first, octets(4, LARGE)); // Takes the last lane; the next one cannot be made.
      assertThat(failing.hasFailed()).isTrue();
      append(account, INBOX, octets(5, LARGE));
      assertThat(first.commit()).isInstanceOf(Appended.class);
    }

    assertThat(store.counters().poisoned()).isFalse();
    reopenAfter(disk.afterPowerCut(new Random(1)));
    assertBodies(
        view(account, INBOX),
        message(1),
        message(2),
        message(3),
        octets(5, LARGE),
        octets(4, LARGE));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({"SYNC, .snapshot.tmp", "WRITE, .snapshot.tmp", "SYNC_DIRECTORY, ''"})
  void aSnapshotThatFailsLeavesTheOneBefore(Kind kind, String file) throws IOException {
    store.checkpoint();
    appendNumbered(account, INBOX, 4, 4);
    failing.failNext(kind, file, 0);

    assertThatThrownBy(store::checkpoint).isInstanceOf(IOException.class);
    assertThat(store.counters().poisoned()).isFalse();
    appendNumbered(account, INBOX, 5, 5);
    for (int i = 0; i < 20; i++) {
      reopenAfter(disk.afterPowerCut(new Random(i)));
      assertBodies(
          view(account, INBOX), message(1), message(2), message(3), message(4), message(5));
    }
    store.checkpoint();
    reopenAfter(disk.afterPowerCut(new Random(1)));
    assertThat(view(account, INBOX).messageCount()).isEqualTo(5);
  }

  @Test
  void anOpeningWhoseSyncFailsTellsSoAndTheNextOneMends() throws IOException {
    failing.failNext(Kind.SYNC, ".journal", 0);
    batch(2, 100).on(new Client(store));
    for (int i = 0; i < 20; i++) {
      SimulatedDisk found = disk.afterPowerCut(new Random(i));
      found.failSync(0);
      SimulatedDisk next = found;
      try {
        EmbeddedStore.open(
                found,
                EmbeddedOptions.forTests(new Random(1)),
                new TestSummarizer(1),
                Clock.systemUTC())
            .close();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("input/output error");
        next = found.afterKill();
      }
      reopenAfter(next);
      assertThat(view(account, INBOX).messageCount()).isIn(3, 5);
    }
  }

  @Test
  void changesAfterTheCloseAreUnknownAndTouchNothing() throws IOException {
    List<Action> changes = everyChange();
    AppendTransaction begun = begin(account, INBOX);
    add(begun, message(4));
    Client client = new Client(store);
    store.close();
    long operations = disk.operations();

    assertThat(begun.commit()).isInstanceOf(OutcomeUnknown.class);
    for (Action action : changes) {
      assertThat(outcome(action, client))
          .as("%s", action)
          .isInstanceOfAny(OutcomeUnknown.class, IOException.class);
    }
    assertThat(disk.operations()).isEqualTo(operations);
    reopenAfter(disk.afterKill());
    assertBodies(view(account, INBOX), message(1), message(2), message(3));
  }

  private static Object outcome(Action action, Client client) {
    try {
      return action.on(client);
    } catch (IOException e) {
      return e;
    }
  }
}
