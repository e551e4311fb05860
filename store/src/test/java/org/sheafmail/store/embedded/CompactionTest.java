package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.body;
import static org.sheafmail.store.contract.Mail.octets;
import static org.sheafmail.store.contract.Mail.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.disk.SimulatedDisk;

class CompactionTest {
  /// Tells of every run, of which there are many here.
  private static final Logger LOUD = Logger.getLogger(Compactor.class.getName());

  private StoreOnDisk store;

  @BeforeEach
  void openStore() throws IOException {
    store = new StoreOnDisk();
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  /// Fills the inbox.
  ///
  /// @param only messages whose number is a multiple of this
  private static void fill(Account account, int batches, int size, int only) throws IOException {
    for (int batch = 0; batch < batches; batch++) {
      List<byte[]> messages = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        int number = batch * 10 + i;
        if (number % only == 0) {
          messages.add(octets(number, size));
        }
      }
      append(account, INBOX, messages, Set.of());
    }
  }

  private static void expunge(Account account, UidSet uids) throws IOException {
    MailboxId inbox = view(account, INBOX).id();
    account.storeFlags(inbox, uids, FlagChange.ADD, Set.of(Flag.DELETED));
    account.expunge(inbox, uids);
  }

  private CompactionFigures compact() throws IOException {
    return store.store().compact(0.5, _ -> {});
  }

  @ParameterizedTest(name = "messages of {0} octets")
  @CsvSource({"500", "5000"})
  void ofAStoreWithNineTenthsExpungedLittleIsLeft(int size) throws IOException {
    fill(store.account(), 100, size, 1);
    for (int first = 1; first < 1000; first += 10) {
      expunge(store.account(), UidSet.range(first + 1, first + 9));
    }
    AccountState before = AccountState.of(store.account());
    store.reopen();

    compact();

    assertThat(AccountState.of(store.account())).isEqualTo(before);
    store.reopen();
    assertThat(AccountState.of(store.account())).isEqualTo(before);
    try (StoreOnDisk fresh = new StoreOnDisk()) {
      fill(fresh.account(), 100, size, 10);
      fresh.reopen();
      assertThat((double) store.disk().used()).isLessThan(1.3 * fresh.disk().used());
    }
  }

  @Test
  void viewsTakenBeforeShowWhatTheyShowed() throws IOException {
    fill(store.account(), 10, 500, 1);
    MailboxView whole = view(store.account(), INBOX);
    AccountState.Mailbox shown = AccountState.mailbox(whole);
    expunge(store.account(), UidSet.range(2, 100));
    store.store().checkpoint();
    MailboxView rest = view(store.account(), INBOX);
    appendUntilAnotherFile();

    CompactionFigures figures = compact();

    assertThat(figures.filesRemoved()).isPositive();
    assertThat(AccountState.mailbox(whole)).isEqualTo(shown);
    assertThat(body(rest, 0)).isEqualTo(octets(0, 500));
  }

  /// Makes the journal go on to another file.
  private void appendUntilAnotherFile() throws IOException {
    int files = store.files(FileHeader.Kind.JOURNAL).size();
    for (int i = 0; store.files(FileHeader.Kind.JOURNAL).size() <= files + 1; i++) {
      append(store.account(), INBOX, octets(i, 4000));
    }
  }

  @Test
  void messagesThatShareABodyStillDo() throws IOException {
    MailboxName other = new MailboxName(List.of("Other"));
    store.account().create(other);
    fill(store.account(), 10, 500, 1);
    store.account().copy(view(store.account(), INBOX).id(), UidSet.range(5, 6), other);
    store.account().copy(view(store.account(), INBOX).id(), UidSet.of(5), INBOX);
    expunge(store.account(), UidSet.range(6, 100));
    expunge(store.account(), UidSet.range(1, 4));
    store.reopen();

    CompactionFigures figures = compact();

    assertThat(figures.octetsMoved()).isEqualTo(1000);
    assertThat(body(view(store.account(), INBOX), 0)).isEqualTo(octets(4, 500));
    assertThat(body(view(store.account(), INBOX), 1)).isEqualTo(octets(4, 500));
    assertThat(body(view(store.account(), other), 0)).isEqualTo(octets(4, 500));
    assertThat(body(view(store.account(), other), 1)).isEqualTo(octets(5, 500));
  }

  @Test
  void whatWasMovedIsNotMovedAgain() throws IOException {
    fill(store.account(), 10, 500, 1);
    expunge(store.account(), UidSet.range(11, 100));
    store.reopen();

    assertThat(store.store().compact(0.9, _ -> {}).octetsMoved()).isEqualTo(5000);
    assertThat(store.store().compact(0.9, _ -> {}).octetsMoved()).isZero();
    store.reopen();
    assertThat(store.store().compact(0.9, _ -> {}).octetsMoved()).isZero();
  }

  @Test
  void withoutAShareNothingIsMovedAndWhatNobodyHasGoes() throws IOException {
    fill(store.account(), 10, 500, 1);
    expunge(store.account(), UidSet.range(2, 100));
    store.reopen();
    assertThat(store.store().compact(0, _ -> {}).octetsMoved()).isZero();
    expunge(store.account(), UidSet.of(1));
    store.reopen();
    List<String> before = store.files(FileHeader.Kind.JOURNAL);

    store.store().compact(0, _ -> {});

    assertThat(store.files(FileHeader.Kind.JOURNAL)).doesNotContainAnyElementsOf(before);
  }

  @Test
  void aServerCompactsByItselfWhenMuchIsNobodys() throws IOException {
    store.close();
    LOUD.setLevel(Level.WARNING);
    SimulatedDisk disk = new SimulatedDisk(2);
    EmbeddedOptions options = EmbeddedOptions.forTests(new Random(2)).withCompaction(0.5, 1 << 30);
    try (EmbeddedStore own =
        EmbeddedStore.open(disk, options, new TestSummarizer(1), Clock.systemUTC())) {
      for (int round = 0; round < 20; round++) {
        fill(own.account("someone"), 10, 500, 1);
        expunge(own.account("someone"), UidSet.range(2, 10_000));
      }

      assertThat(disk.used()).isLessThan(20 * 10 * 10 * 500 / 3);
      assertThat(body(view(own.account("someone"), INBOX), 0)).isEqualTo(octets(0, 500));
    }
  }

  @Test
  void aPaceThatHasEndedStopsWhoeverKeepsIt() {
    Throttle pace = new Throttle(1);
    pace.close();

    assertThatThrownBy(() -> pace.spent(1_000_000)).isInstanceOf(Pace.StoppedException.class);
  }

  @Test
  void summariesMoveWithTheirMessages() throws IOException {
    fill(store.account(), 10, 500, 1);
    expunge(store.account(), UidSet.range(6, 100));
    AccountState before = AccountState.of(store.account());
    store.reopen();
    int made = store.summarized();

    compact();

    assertThat(AccountState.of(store.account())).isEqualTo(before);
    assertThat(store.summarized()).isEqualTo(made);
    store.reopen();
    assertThat(AccountState.of(store.account())).isEqualTo(before);
    assertThat(store.summarized()).isEqualTo(made);
  }

  @Test
  void summariesNobodyNeedsGo() throws IOException {
    fill(store.account(), 100, 500, 1);
    AccountState.of(store.account());
    expunge(store.account(), UidSet.range(6, 1000));
    store.reopen();
    long before = octetsOf(FileHeader.Kind.SUMMARIES);
    AccountState shown = AccountState.of(store.account());
    int made = store.summarized();

    compact();
    store.reopen();

    assertThat(octetsOf(FileHeader.Kind.SUMMARIES)).isPositive().isLessThan(before / 10);
    assertThat(AccountState.of(store.account())).isEqualTo(shown);
    assertThat(store.summarized()).isEqualTo(made);
  }

  private long octetsOf(FileHeader.Kind kind) throws IOException {
    long octets = 0;
    for (String file : store.files(kind)) {
      octets += store.disk().contents(file).length;
    }
    return octets;
  }

  @Test
  void aFileWithADamagedBodyIsLeftAsItIs() throws IOException {
    fill(store.account(), 2, 500, 1);
    expunge(store.account(), UidSet.range(3, 20));
    store.store().close();
    String file = fileWith(octets(1, 500));
    long position = StoreOnDisk.find(store.disk().contents(file), octets(1, 500));
    store.damage(file, position + 100);
    byte[] rotten = store.disk().contents(file);
    store.reopen();

    CompactionFigures figures = store.store().compact(0.9, _ -> {});
    store.store().compact(0.9, _ -> {});
    store.reopen();

    assertThat(figures.filesToRewrite()).isEqualTo(1);
    assertThat(store.disk().contents(file)).startsWith(Arrays.copyOf(rotten, (int) position + 500));
    assertThat(body(view(store.account(), INBOX), 0)).isEqualTo(octets(0, 500));
    assertThatThrownBy(() -> body(view(store.account(), INBOX), 1))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining(file);
  }

  private String fileWith(byte[] message) throws IOException {
    for (String file : store.disk().list()) {
      if (StoreOnDisk.find(store.disk().contents(file), message) >= 0) {
        return file;
      }
    }
    throw new AssertionError("the message is nowhere");
  }

  @Test
  void nothingIsRemovedWhileAnotherProcessReads() throws IOException {
    fill(store.account(), 10, 500, 1);
    expunge(store.account(), UidSet.range(2, 100));
    store.reopen();
    List<String> before = store.files(FileHeader.Kind.JOURNAL);

    try (SimulatedDisk.Reading _ = store.disk().read()) {
      assertThat(compact().filesRemoved()).isZero();
      assertThat(store.files(FileHeader.Kind.JOURNAL)).containsAll(before);
    }
    assertThat(compact().filesRemoved()).isPositive();

    assertThat(store.files(FileHeader.Kind.JOURNAL)).doesNotContainAnyElementsOf(before);
    assertThat(body(view(store.account(), INBOX), 0)).isEqualTo(octets(0, 500));
  }

  @Test
  void whatWasRemovedStaysAwayWhenThePowerFails() throws IOException {
    fill(store.account(), 10, 500, 1);
    expunge(store.account(), UidSet.range(2, 100));
    store.reopen();
    List<String> before = store.files(FileHeader.Kind.JOURNAL);

    compact();

    for (int seed = 0; seed < 20; seed++) {
      assertThat(store.disk().afterPowerCut(new Random(seed)).list())
          .doesNotContainAnyElementsOf(before);
    }
  }

  @Test
  void aFullDiskPutsItOff() throws IOException {
    fill(store.account(), 10, 4000, 1);
    for (int first = 1; first < 100; first += 10) {
      expunge(store.account(), UidSet.range(first + 3, first + 9));
    }
    AccountState before = AccountState.of(store.account());
    store.reopen();
    store.disk().limitTo(store.disk().used() + 100);

    assertThatThrownBy(this::compact).isInstanceOf(DiskFullException.class);
    assertThat(AccountState.of(store.account())).isEqualTo(before);

    store.disk().limitTo(Long.MAX_VALUE);
    assertThat(compact().octetsFreed()).isPositive();
    assertThat(AccountState.of(store.account())).isEqualTo(before);
  }

  /// Several files, of which each has little that is to be moved.
  @Test
  void aDiskThatIsNearlyFullIsCompactedFileByFile() throws IOException {
    fill(store.account(), 100, 2000, 1);
    for (int first = 1; first < 1000; first += 10) {
      expunge(store.account(), UidSet.range(first + 1, first + 9));
    }
    AccountState before = AccountState.of(store.account());
    store.reopen();
    appendUntilAnotherFile();
    expunge(store.account(), UidSet.range(1001, 5000));
    long used = store.disk().used();
    // Of 200,000 octets to be moved there is room for a quarter at a time.
    store.disk().limitTo(used + 50_000 + 20_000);

    CompactionFigures figures = compact();

    assertThat(figures.octetsMoved()).isGreaterThan(100_000);
    assertThat(store.disk().used()).isLessThan(used / 2);
    store.disk().limitTo(Long.MAX_VALUE);
    assertThat(AccountState.mailbox(view(store.account(), INBOX)).messages())
        .isEqualTo(before.mailboxes().get(INBOX).orElseThrow().messages());
  }

  @Test
  void noNumberOfAFileIsGivenTwice() throws IOException {
    Set<String> gone = new TreeSet<>();
    for (int round = 0; round < 5; round++) {
      List<String> before = store.disk().list();
      fill(store.account(), 3, 5000, 1);
      expunge(store.account(), UidSet.range(1, 1000));
      store.reopen();
      compact();
      List<String> after = store.disk().list();
      assertThat(gone).noneMatch(after::contains);
      before.stream().filter(name -> !after.contains(name)).forEach(gone::add);
      store.reopen();
    }
    assertThat(gone).isNotEmpty();
  }

  /// Leaves a store whose journal no longer begins with its first frame.
  private void fillAndTrim() throws IOException {
    fill(store.account(), 20, 500, 1);
    expunge(store.account(), UidSet.range(2, 200));
    store.reopen();
    compact();
    assertThat(store.files(FileHeader.Kind.JOURNAL)).doesNotContain(FileNames.journal(1));
  }

  @Test
  void whenTheNewestSnapshotRotsTheOneBeforeTellsTheSame() throws IOException {
    fillAndTrim();
    AccountState before = AccountState.of(store.account());
    store.store().close();
    String newest = store.files(FileHeader.Kind.SNAPSHOT).getLast();
    store.damage(newest, store.disk().contents(newest).length - 1);
    store.reopen();

    assertThat(AccountState.of(store.account())).isEqualTo(before);
  }

  /// Other accounts are what snapshots share.
  private void fillOther(int messages) throws IOException {
    Account other = store.store().account("other");
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      batch.add(octets(i, 10));
    }
    append(other, INBOX, batch, Set.of());
  }

  @Test
  void noOctetThatRotsInASnapshotTakesBothGenerations() throws IOException {
    // At once, lest there be snapshots enough before to do without the first one after it.
    fillOther(200);
    store.store().checkpoint();
    fillAndTrim();
    assertEachOctetCanRot();
  }

  @Test
  void norDoesItOnceFurtherSnapshotsWereWritten() throws IOException {
    fillOther(200);
    fillAndTrim();
    for (int i = 0; i < 3; i++) {
      fill(store.account(), 1, 500, 1);
      store.store().checkpoint();
    }
    assertThat(store.files(FileHeader.Kind.SNAPSHOT)).hasSizeGreaterThan(2);
    assertEachOctetCanRot();
  }

  @Test
  void norWhatWasTrimmedAfterThat() throws IOException {
    fillOther(200);
    fillAndTrim();
    for (int i = 0; i < 3; i++) {
      fill(store.account(), 3, 500, 1);
      store.store().checkpoint();
      expunge(store.account(), UidSet.range(2, 10_000));
    }
    store.reopen();
    compact();
    assertEachOctetCanRot();
  }

  /// Spoils octets of snapshots one at a time. If the store notices only later than at its opening,
  /// the file it names is taken away.
  private void assertEachOctetCanRot() throws IOException {
    List<AccountState> before = states(store.store());
    store.store().close();
    Random random = new Random(7);
    for (String file : store.files(FileHeader.Kind.SNAPSHOT)) {
      int size = store.disk().contents(file).length;
      for (int i = 0; i < 40; i++) {
        long position = random.nextInt(size);
        SimulatedDisk rotten = rotten(file, position);
        try (EmbeddedStore opened = open(rotten)) {
          assertThat(states(opened)).isEqualTo(before);
        } catch (DamagedStoreException e) {
          assertThat(e).hasMessageContaining(file);
          SimulatedDisk without = rotten(file, position);
          without.delete(file);
          try (EmbeddedStore opened = open(without)) {
            assertThat(states(opened)).isEqualTo(before);
          }
        }
      }
    }
  }

  private SimulatedDisk rotten(String file, long position) throws IOException {
    SimulatedDisk copy = new SimulatedDisk(1);
    for (String name : store.disk().list()) {
      try (DiskFile made = copy.create(name)) {
        made.write(0, ByteBuffer.wrap(store.disk().contents(name)));
        made.sync();
      }
    }
    copy.syncDirectory();
    byte octet = copy.contents(file)[(int) position];
    copy.damage(file, position, (byte) (octet ^ 1));
    return copy;
  }

  private static EmbeddedStore open(SimulatedDisk disk) throws IOException {
    return EmbeddedStore.open(
        disk, EmbeddedOptions.forTests(new Random(1)), new TestSummarizer(1), Clock.systemUTC());
  }

  private static List<AccountState> states(EmbeddedStore of) throws IOException {
    return List.of(AccountState.of(of.account("someone")), AccountState.of(of.account("other")));
  }

  @Test
  void aStoreThatCannotVouchForItsDiskRemovesNothing() throws IOException {
    fill(store.account(), 10, 500, 1);
    expunge(store.account(), UidSet.range(1, 100));
    store.reopen();
    store.account().create(new MailboxName(List.of("Kept")));
    List<String> before = store.disk().list();

    assertThatThrownBy(() -> store.store().compact(0.5, _ -> poison()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the journal could not be written");

    assertThat(store.disk().list()).containsAll(before);
  }

  private void poison() {
    try {
      store.disk().failSync(0);
      store.account().create(new MailboxName(List.of("Lost")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatOnlyASnapshotKnewIsMissed() throws IOException {
    fillAndTrim();
    store.store().close();
    for (String snapshot : store.files(FileHeader.Kind.SNAPSHOT)) {
      store.disk().delete(snapshot);
    }

    assertThatThrownBy(store::reopen)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("snapshot");
  }

  @Test
  void aStoreWithoutAnyJournalIsNotTakenForANewOne() throws IOException {
    fillAndTrim();
    store.store().close();
    for (FileHeader.Kind kind : List.of(FileHeader.Kind.SNAPSHOT, FileHeader.Kind.JOURNAL)) {
      for (String file : store.files(kind)) {
        store.disk().delete(file);
      }
    }

    assertThat(store.files(FileHeader.Kind.LANE)).isNotEmpty();
    assertThatThrownBy(store::reopen)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("no journal");
  }
}
