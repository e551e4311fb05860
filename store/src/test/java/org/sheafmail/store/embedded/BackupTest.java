package org.sheafmail.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.view;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.disk.ForwardingDisk;
import org.sheafmail.store.disk.PowerFailureException;
import org.sheafmail.store.disk.ReadOnlyDisk;
import org.sheafmail.store.disk.SimulatedDisk;

/// A backup is the store at one moment, complete or not there at all.
class BackupTest extends BackupFixture {
  @Test
  void aRestoredStoreIsAsTheOtherWas() throws IOException {
    SimulatedDisk target = new SimulatedDisk(1);
    StoreBackup.Result result = backUp(target);
    AccountState then = AccountState.of(store.account());
    appendNumbered(store.account(), INBOX, 52, 60);

    assertThat(result.filesCopied()).isEqualTo(result.files());
    assertThat(state(restored(target))).isEqualTo(then);
  }

  @Test
  void aBatchThatEndsInZerosIsRestored() throws IOException {
    for (int size : new int[] {20, 2_000}) {
      List<byte[]> batch = new ArrayList<>(Collections.nCopies(201, Mail.octets(2, size)));
      batch.set(0, Mail.octets(1, size));
      Mail.append(store.account(), INBOX, batch, Set.of());
      SimulatedDisk target = new SimulatedDisk(1);
      backUp(target);

      assertThat(state(restored(target)))
          .as("of " + size)
          .isEqualTo(AccountState.of(store.account()));
    }
  }

  @Test
  void whatIsThereIsNotCopiedAgain() throws IOException {
    SimulatedDisk target = new SimulatedDisk(1);
    StoreBackup.Result first = backUp(target);
    assertThat(first.octetsReused()).isZero();
    assertThat(backUp(target).filesCopied()).isEqualTo(1); // The users file, which has no salt.

    appendNumbered(store.account(), INBOX, 52, 53);
    AccountState then = AccountState.of(store.account());
    StoreBackup.Result second = backUp(target);

    assertThat(second.octetsReused()).isGreaterThan(100_000);
    assertThat(second.octetsCopied()).isLessThan(20_000);
    assertThat(state(restored(target))).isEqualTo(then);
  }

  @Test
  void aBackupThatIsCutShortLeavesTheOneBefore() throws IOException {
    SimulatedDisk earlier = new SimulatedDisk(1);
    backUp(earlier);
    AccountState first = AccountState.of(store.account());
    appendNumbered(store.account(), INBOX, 52, 60);
    Mail.append(store.account(), INBOX, Mail.octets(2, 50_000));
    store.store().checkpoint();
    AccountState second = AccountState.of(store.account());

    int completed = 0;
    for (long operation = 1; completed < 3; operation++) {
      SimulatedDisk target = earlier.afterKill();
      target.failPowerAt(operation);
      try {
        backUp(target);
        completed++;
      } catch (PowerFailureException e) {
        // As it was told to.
      }
      Random chance = new Random(operation);
      for (int i = 0; i < 4; i++) {
        AccountState found = state(restored(target.afterPowerCut(chance)));
        assertThat(found).as("operation " + operation).isIn(first, second);
      }
    }
  }

  /// The one who makes a backup is killed, and while another is made the power fails.
  @Test
  void norDoTwoInARow() throws IOException {
    SimulatedDisk earlier = new SimulatedDisk(1);
    backUp(earlier);
    AccountState first = AccountState.of(store.account());
    Mail.append(store.account(), INBOX, Mail.octets(2, 50_000));
    AccountState second = AccountState.of(store.account());

    boolean completed = false;
    for (long killedAt = 1; !completed; killedAt++) {
      SimulatedDisk target = earlier.afterKill();
      completed = !isCutShort(target.killAt(killedAt));
      SimulatedDisk left = target.afterKill();
      if (LEAVING_NAMES_ALONE.contains(target.trace().getLast().kind())) {
        continue;
      }
      for (long operation = 1; operation < 5; operation++) {
        SimulatedDisk again = left.afterKill();
        isCutShort(again.failPowerAt(operation));
        Random chance = new Random(killedAt * 100 + operation);
        for (int i = 0; i < 6; i++) {
          AccountState found = state(restored(again.afterPowerCut(chance)));
          assertThat(found)
              .as("killed at %s, no power at %s", killedAt, operation)
              .isIn(first, second);
        }
      }
    }
  }

  private boolean isCutShort(Disk target) throws IOException {
    try {
      backUp(target);
      return false;
    } catch (PowerFailureException e) {
      return true;
    }
  }

  /// Three writers append batches of ten all the time, also to lanes; another account gets batches
  /// of ten and loses nine of each, and what is left of them is moved together again and again.
  @Test
  void aStoreInUseIsCopiedAsOfOneMoment() throws Exception {
    Path data = directory.resolve("store");
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicLong compactions = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    try (EmbeddedStore busy =
            EmbeddedStore.open(
                FileDisk.open(data),
                SmallFiles.inBackground(new Random(1)),
                new TestSummarizer(1),
                Clock.systemUTC());
        ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int size = 40 + 900 * i;
        writers.add(threads.submit(() -> append(busy, size, acknowledged, done)));
      }
      Future<?> compacting = threads.submit(() -> compact(busy, compactions, done));
      writers.add(compacting);
      Path backup = directory.resolve("backup");
      for (int i = 0; i < 6; i++) {
        int before = acknowledged.get();
        long compacted = compactions.get();
        while (compactions.get() == compacted && !compacting.isDone()) {
          Thread.onSpinWait(); // What there is to remove next is there while the backup is made.
        }
        try (Disk source = FileDisk.openForReading(data);
            Disk target = FileDisk.open(backup)) {
          StoreBackup.run(source, target, USERS, NOW, new Silent());
        }
        try (Disk target = FileDisk.openForReading(backup)) {
          checkWhole(restored(target), before);
        }
      }
      done.set(true);
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
  }

  private static Void append(
      EmbeddedStore store, int size, AtomicInteger acknowledged, AtomicBoolean done)
      throws IOException {
    List<byte[]> batch = batchOf(size);
    while (!done.get()) {
      Mail.append(store.account("someone"), INBOX, batch, Set.of());
      acknowledged.addAndGet(10);
    }
    return null;
  }

  private static Void compact(EmbeddedStore store, AtomicLong compactions, AtomicBoolean done)
      throws IOException {
    Account account = store.account("tidy");
    while (!done.get()) {
      Mail.append(account, INBOX, batchOf(900), Set.of());
      MailboxView inbox = view(account, INBOX);
      UidSet uids = UidSet.range(inbox.uidNext() - 9, inbox.uidNext() - 1);
      account.storeFlags(inbox.id(), uids, FlagChange.ADD, Set.of(Flag.DELETED));
      account.expunge(inbox.id(), uids);
      store.compact(0.9, _ -> {});
      compactions.incrementAndGet();
    }
    return null;
  }

  private static List<byte[]> batchOf(int size) {
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      batch.add(Mail.octets(i, size));
    }
    return batch;
  }

  private static void checkWhole(SimulatedDisk disk, int acknowledged) throws IOException {
    try (EmbeddedStore opened =
        EmbeddedStore.open(
            disk,
            EmbeddedOptions.forTests(new Random(1)),
            new TestSummarizer(1),
            Clock.systemUTC())) {
      MailboxView inbox = view(opened.account("someone"), INBOX);
      assertThat(inbox.messageCount()).isGreaterThanOrEqualTo(acknowledged);
      assertThat(inbox.messageCount() % 10).isZero();
      for (int i = 0; i < inbox.messageCount(); i += 10) {
        for (int j = 0; j < 10; j++) {
          byte[] expected = Mail.octets(j, (int) inbox.size(i));
          assertThat(Mail.body(inbox, i + j)).isEqualTo(expected);
        }
      }
      MailboxView tidy = view(opened.account("tidy"), INBOX);
      for (int i = 0; i < tidy.messageCount(); i++) {
        int number = (int) ((tidy.uid(i) - 1) % 10);
        assertThat(Mail.body(tidy, i)).isEqualTo(Mail.octets(number, 900));
      }
    }
  }

  @Test
  void whatIsDamagedInABackupIsNamedAndRestoredAsItIs() throws IOException {
    SimulatedDisk first = new SimulatedDisk(1);
    backUp(first);
    List<String> kept = first.list().stream().filter(name -> !name.startsWith("MANIFEST")).toList();
    for (String name : kept) {
      SimulatedDisk damaged = new SimulatedDisk(1);
      backUp(damaged);
      byte[] contents = damaged.contents(name);
      damaged.damage(name, contents.length / 2, (byte) (contents[contents.length / 2] ^ 1));
      Found found = new Found();
      SimulatedDisk restored = new SimulatedDisk(1);
      StoreRestore.Result result = StoreRestore.run(new ReadOnlyDisk(damaged), restored, found);
      assertThat(result.damages()).isEqualTo(1);
      assertThat(found.lines).containsExactly(name + ": is not what was written to the backup");
      assertThat(restored.list()).hasSize(kept.size() - 1);

      damaged.delete(name);
      found = new Found();
      StoreRestore.run(new ReadOnlyDisk(damaged), new SimulatedDisk(1), found);
      assertThat(found.lines).containsExactly(name + ": is missing in the backup");
    }
  }

  @Test
  void aFileThatTheDiskDoesNotGiveIsNamed() throws IOException {
    SimulatedDisk target = new SimulatedDisk(1);
    backUp(target);
    String bad =
        target.list().stream().filter(name -> name.contains(".lane")).findFirst().orElseThrow();
    Disk failing =
        new ForwardingDisk(target) {
          @Override
          protected DiskFile file(String name, DiskFile file, boolean found) {
            return name.equals(bad) ? new Unreadable(file) : file;
          }
        };

    assertThatThrownBy(() -> StoreRestore.run(failing, new SimulatedDisk(1), new Silent()))
        .isInstanceOf(IOException.class)
        .hasMessage(bad + " cannot be read: the disk gives nothing");
  }

  @Test
  void whatGoesWhileItIsRestoredIsNotTakenForAStore() throws IOException {
    SimulatedDisk target = new SimulatedDisk(1);
    backUp(target);
    SimulatedDisk restored = new SimulatedDisk(1);
    StoreCheck.Observer clearing =
        new StoreCheck.Observer() {
          @Override
          public void found(Finding finding) {}

          @Override
          public void progress(long octets, long of) {
            try {
              if (octets == of) {
                restored.delete(restored.list().getFirst());
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };

    assertThatThrownBy(() -> StoreRestore.run(target, restored, clearing))
        .isInstanceOf(FileNotFoundException.class);
  }

  private static final class Unreadable extends ForwardingDisk.ForwardingFile {
    Unreadable(DiskFile file) {
      super(file);
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      throw new IOException("the disk gives nothing");
    }
  }

  @Test
  void aDamagedManifestThatWasSetAsideIsNamedAndTheLastBackupIsThere() throws IOException {
    SimulatedDisk target = withOneSetAside();
    damage(target, "MANIFEST.b1");
    List<String> names = target.list().stream().filter(name -> name.endsWith(".b1")).toList();
    appendNumbered(store.account(), INBOX, 52, 60);
    for (int i = 0; i < 2; i++) {
      Found found = new Found();
      backUp(target, found);
      assertThat(found.lines)
          .filteredOn(line -> line.startsWith("MANIFEST"))
          .containsExactly(
              "MANIFEST.b1: is not what was written, and nobody knows which files are that"
                  + " backup's: none is removed any more until it is moved away");
    }
    assertThat(target.list()).containsAll(names);
    StoreRestore.run(new ReadOnlyDisk(target), new SimulatedDisk(1), new Silent());
  }

  @Test
  void aDamagedManifestLeavesTheBackupThatWasSetAside() throws IOException {
    SimulatedDisk target = withOneSetAside();
    damage(target, "MANIFEST");
    damage(target, "MANIFEST.copy");
    assertThatThrownBy(
            () -> StoreRestore.run(new ReadOnlyDisk(target), new SimulatedDisk(1), new Silent()))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessage(
            "MANIFEST is not what was written; MANIFEST.copy is not what was written; it can be"
                + " restored by the name MANIFEST: MANIFEST.b1, as of 2026-03-01T12:00:00Z");
    assertThatThrownBy(() -> backUp(target, new Found()))
        .hasMessage(
            "MANIFEST is not what was written; MANIFEST.copy is not what was written; move"
                + " MANIFEST and MANIFEST.copy away, and the next backup copies everything anew");
  }

  @Test
  void aManifestThatIsDamagedOrGoneHasACopy() throws IOException {
    for (boolean gone : new boolean[] {true, false}) {
      SimulatedDisk target = new SimulatedDisk(1);
      backUp(target);
      String note = "MANIFEST is missing; MANIFEST.copy is as good";
      if (gone) {
        target.delete("MANIFEST");
      } else {
        damage(target, "MANIFEST");
        note = "MANIFEST is not what was written; MANIFEST.copy is as good";
      }
      Found found = new Found();
      StoreRestore.run(new ReadOnlyDisk(target), new SimulatedDisk(1), found);
      assertThat(found.lines).containsExactly(note);

      found = new Found();
      assertThat(backUp(target, found).octetsReused()).isGreaterThan(100_000);
      assertThat(found.lines).containsExactly(note);
      assertThat(target.contents("MANIFEST")).isEqualTo(target.contents("MANIFEST.copy"));
      assertThat(state(restored(target))).isEqualTo(AccountState.of(store.account()));
    }
  }

  /// Whenever a backup is cut short, losing one of the two manifests costs nothing.
  @Test
  void theCopyOfTheManifestIsGoodAtAnyMoment() throws IOException {
    SimulatedDisk earlier = new SimulatedDisk(1);
    backUp(earlier);
    AccountState first = AccountState.of(store.account());
    Mail.append(store.account(), INBOX, Mail.octets(2, 50_000));
    AccountState second = AccountState.of(store.account());

    boolean completed = false;
    for (long operation = 1; !completed; operation++) {
      SimulatedDisk target = earlier.afterKill();
      completed = !isCutShort(target.killAt(operation));
      if (LEAVING_NAMES_ALONE.contains(target.trace().getLast().kind())) {
        continue;
      }
      SimulatedDisk left = target.afterKill();
      assertThat(withoutItsManifest(left)).as("killed at %s", operation).isIn(first, second);
      for (long next = 1; next < 5; next++) {
        SimulatedDisk again = target.afterKill();
        isCutShort(again.failPowerAt(next));
        Random chance = new Random(operation * 100 + next);
        for (int i = 0; i < 4; i++) {
          assertThat(withoutItsManifest(again.afterPowerCut(chance)))
              .as("killed at %s, no power at %s", operation, next)
              .isIn(first, second);
        }
      }
    }
  }

  private static AccountState withoutItsManifest(SimulatedDisk backup) throws IOException {
    backup.delete("MANIFEST");
    SimulatedDisk disk = new SimulatedDisk(1);
    StoreRestore.Result result = StoreRestore.run(new ReadOnlyDisk(backup), disk, new Found());
    assertThat(result.damages()).isZero();
    return state(disk);
  }

  @Test
  void aBackupWithoutASoundManifestIsNotRestored() throws IOException {
    SimulatedDisk target = new SimulatedDisk(1);
    backUp(target);
    damage(target, "MANIFEST");
    damage(target, "MANIFEST.copy");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () -> StoreRestore.run(new ReadOnlyDisk(target), new SimulatedDisk(1), new Silent()))
          .isInstanceOf(DamagedStoreException.class);
      if (i == 0) {
        target.delete("MANIFEST");
        target.delete("MANIFEST.copy");
      }
    }
    backUp(target); // Which begins anew.
    assertThat(state(restored(target))).isEqualTo(AccountState.of(store.account()));
  }

  /// Whoever lost the name of the last backup has not lost what it kept.
  @Test
  void copiesWithoutAManifestStayUntilThereIsAnotherBackup() throws IOException {
    SimulatedDisk earlier = new SimulatedDisk(1);
    backUp(earlier);
    earlier.delete("MANIFEST");
    earlier.delete("MANIFEST.copy");
    List<String> copies = earlier.list();

    boolean completed = false;
    for (long operation = 1; !completed; operation++) {
      SimulatedDisk target = earlier.afterKill();
      completed = !isCutShort(target.failPowerAt(operation));
      if (completed) {
        assertThat(target.list()).doesNotContainAnyElementsOf(copies);
      } else if (!target.afterKill().list().contains("MANIFEST")) {
        assertThat(target.afterKill().list()).containsAll(copies);
      }
    }
  }

  @Test
  void copiesWithoutAManifestStayWhenTheStoreIsDamaged() throws IOException {
    SimulatedDisk target = new SimulatedDisk(1);
    backUp(target);
    target.rename("MANIFEST", "elsewhere.b1");
    target.delete("MANIFEST.copy");
    List<String> names = target.list();
    String lane = laneOfMessage51();
    store.damage(lane, store.disk().contents(lane).length - 50_000);

    assertThatThrownBy(() -> backUp(target, new Found()))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining(" holds copies but no MANIFEST")
        .hasMessageEndingWith("make this backup to another directory");

    assertThat(target.list()).containsExactlyInAnyOrderElementsOf(names);
    target.rename("elsewhere.b1", "MANIFEST");
    restored(target);
  }

  @Test
  void aManifestOfALaterVersionIsRefused() throws IOException {
    SimulatedDisk target = new SimulatedDisk(1);
    try (DiskFile file = target.create("MANIFEST")) {
      file.write(0, ByteBuffer.wrap("sheaf-backup 2\nwhatever\n".getBytes(UTF_8)));
    }
    String line = "MANIFEST has format 2; this program knows up to 1";
    assertThatThrownBy(() -> backUp(target))
        .isInstanceOf(NewerFormatException.class)
        .hasMessage(line);
    assertThatThrownBy(() -> StoreRestore.run(target, new SimulatedDisk(1), new Silent()))
        .isInstanceOf(NewerFormatException.class)
        .hasMessage(line);
  }

  @Test
  void aCopyThatHasRottedIsMadeAgain() throws IOException {
    SimulatedDisk target = new SimulatedDisk(1);
    backUp(target);
    String lane = laneOfMessage51() + ".b1";
    target.damage(lane, 1_000, (byte) (target.contents(lane)[1_000] ^ 1));

    Found found = new Found();
    backUp(target, found);

    assertThat(found.lines)
        .containsExactly(lane + ": the copy in the backup was not what was written; copied again");
    assertThat(target.list()).doesNotContain(lane);
    assertThat(state(restored(target))).isEqualTo(AccountState.of(store.account()));
  }

  /// A file that is gone from the store, and one with a damaged message near its end.
  @Test
  void theBackupBeforeIsKeptWhenItHasWhatIsDamagedNow() throws IOException {
    for (boolean gone : new boolean[] {true, false}) {
      SimulatedDisk target = new SimulatedDisk(1);
      store.store().checkpoint();
      backUp(target);
      AccountState then = AccountState.of(store.account());
      String lane = laneOfMessage51();
      if (gone) {
        store.disk().delete(lane);
      } else {
        store.damage(lane, store.disk().contents(lane).length - 50_000);
      }

      Found found = new Found();
      assertThat(backUp(target, found).damages()).isPositive();
      assertThat(found.lines)
          .anyMatch(line -> line.startsWith(lane) && line.contains("UID 51)"))
          .contains(
              "MANIFEST.b1: the backup before is kept, it may have a better copy of what is"
                  + " damaged");
      backUp(target, new Found());
      assertThat(target.list()).contains(lane + ".b1", "MANIFEST.b1").doesNotContain("MANIFEST.b2");

      target.rename("MANIFEST.b1", "MANIFEST");
      assertThat(state(restored(target))).isEqualTo(then);
      store.close();
      store = new StoreOnDisk();
      fill();
    }
  }

  @Test
  void aDirectoryWithSomethingElseIsLeftAlone() throws IOException {
    SimulatedDisk target = new SimulatedDisk(1);
    target.create("precious").close();

    assertThatThrownBy(() -> backUp(target))
        .isInstanceOf(StoreBackup.NotABackupException.class)
        .hasMessageContaining("holds no backup");
    assertThat(target.list()).containsExactly("precious");
  }
}
