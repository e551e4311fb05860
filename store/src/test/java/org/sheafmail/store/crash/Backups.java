package org.sheafmail.store.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.disk.ReadOnlyDisk;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.embedded.Finding;
import org.sheafmail.store.embedded.StoreBackup;
import org.sheafmail.store.embedded.StoreCheck;
import org.sheafmail.store.embedded.StoreRestore;

/// The backups of the store under test, all made to one further disk, which fails as well.
///
/// Whatever goes wrong, that disk has the backup before or the new one, each of which is the store
/// as it was at one moment while the backup was made; and a restore that says it is done has put
/// all of it into place for good.
final class Backups {
  private static final String MANIFEST = "MANIFEST";

  private static final StoreCheck.Observer SOUND =
      new StoreCheck.Observer() {
        @Override
        public void found(Finding finding) {
          if (finding.kind() == Finding.Kind.DAMAGE) {
            throw new AssertionError("damaged: " + finding);
          }
        }

        @Override
        public void progress(long octets, long of) {}
      };

  /// What happens to a disk while it is written to.
  private enum Fault {
    NONE,
    POWER,
    DEATH,
    IO_ERROR,
    SYNC_ERROR,
    FULL
  }

  /// All that is known of a store at one moment, by account.
  private record Moment(Map<String, AccountState> accounts) {
    boolean isShownBy(Moment found) {
      return found.accounts.entrySet().containsAll(accounts.entrySet());
    }
  }

  private final Random random;
  private final Oracle oracle;
  private final StoreOpener opener;
  private final Clock clock;
  private final Statistics statistics;

  private SimulatedDisk target;

  /// What the backup on the disk may be of; with nothing there may be none.
  private final Set<Optional<Moment>> possible = new LinkedHashSet<>(Set.of(Optional.empty()));

  /// What was restored last.
  private Optional<Moment> lastFound = Optional.empty();

  /// True if it may be of a state that the oracle does not know.
  private boolean unknown;

  /// Something that clients do while a backup is made.
  interface Meanwhile {
    void run() throws IOException;
  }

  Backups(Random random, Oracle oracle, StoreOpener opener, Clock clock, Statistics statistics) {
    this.random = random;
    this.oracle = oracle;
    this.opener = opener;
    this.clock = clock;
    this.statistics = statistics;
    target = new SimulatedDisk(random.nextLong());
  }

  /// Makes a backup, looks at what has come of it, and restores that.
  ///
  /// @return whether it was made
  boolean make(SimulatedDisk store, Meanwhile meanwhile) throws IOException {
    Set<Optional<Moment>> moments = new LinkedHashSet<>(Set.of(Optional.of(now())));
    boolean unknownHere = oracle.hasOpen();
    Fault fault = arm(target);
    boolean made = false;
    try (SimulatedDisk.Reading _ = store.read()) {
      StoreBackup.run(
          new ReadOnlyDisk(
              interrupted(
                  store,
                  () -> {
                    meanwhile.run();
                    moments.add(Optional.of(now()));
                  })),
          target,
          Map.of(),
          Instant.EPOCH,
          SOUND);
      made = true;
    } catch (IOException e) {
      if (!store.powerFailed() && !hasFailed(target, e)) {
        throw new AssertionError("no backup is made, without need: " + e.getMessage(), e);
      }
    }
    statistics.count("backups " + (made ? "made" : "cut short"));
    unknownHere |= oracle.hasOpen();
    if (made) {
      possible.clear();
      unknown = false;
    }
    possible.addAll(moments);
    unknown |= unknownHere;
    boolean cut = endTarget(fault);
    lastFound = look();
    if (cut) {
      possible.clear();
      possible.add(lastFound);
      unknown = false;
    }
    return made;
  }

  /// What the last look found is the store as the oracle knows it.
  void requireCurrent() throws IOException {
    Moment found = lastFound.orElseThrow();
    if (!now().isShownBy(found)) {
      throw new AssertionError("the backup of a store not in use has " + found);
    }
  }

  private Moment now() throws IOException {
    return new Moment(oracle.states());
  }

  private Fault arm(SimulatedDisk disk) {
    Fault fault =
        random.nextInt(3) == 0 ? Fault.NONE : Fault.values()[random.nextInt(Fault.values().length)];
    long soon = disk.operations() + 1 + random.nextInt(1 + random.nextInt(60));
    switch (fault) {
      case NONE -> {}
      case POWER -> disk.failPowerAt(soon);
      case DEATH -> disk.killAt(soon);
      case IO_ERROR -> disk.failOperation(soon);
      case SYNC_ERROR -> disk.failSync(random.nextInt(12));
      case FULL -> disk.limitTo(disk.used() + random.nextInt(100_000));
    }
    return fault;
  }

  private static boolean hasFailed(SimulatedDisk disk, IOException e) {
    return disk.powerFailed() || CrashRun.isOfSimulatedDisk(e);
  }

  /// The store's disk, on which others do something from time to time, or the power fails.
  private RewritingDisk interrupted(SimulatedDisk store, Meanwhile meanwhile) {
    int often = 2 + random.nextInt(60);
    return new RewritingDisk(store) {
      private boolean isInterrupted;

      @Override
      void onRead(Handle handle) {
        if (isInterrupted || store.powerFailed() || random.nextInt(often) > 0) {
          return;
        }
        isInterrupted = true;
        try {
          if (random.nextInt(40) == 0) {
            store.failPower();
          } else {
            meanwhile.run();
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          isInterrupted = false;
        }
      }
    };
  }

  /// Whoever made the backup is gone, and perhaps the power as well.
  private boolean endTarget(Fault fault) {
    boolean cut = target.powerFailed() ? fault == Fault.POWER : random.nextBoolean();
    target = cut ? target.afterPowerCut(random) : target.afterKill();
    statistics.count("backups, then " + (cut ? "a power cut" : "a kill"));
    return cut;
  }

  /// What is on the disk is one of the things that may be there, and can be restored.
  private Optional<Moment> look() {
    Optional<Moment> found;
    try {
      found = target.list().contains(MANIFEST) ? Optional.of(restored()) : Optional.empty();
    } catch (IOException e) {
      throw new AssertionError("the backup cannot be restored: " + e.getMessage(), e);
    }
    boolean isPossible =
        possible.stream()
            .anyMatch(moment ->
                moment.isPresent()
                    ? found.isPresent() && moment.get().isShownBy(found.get())
                    : found.isEmpty());
    if (!isPossible && !(unknown && found.isPresent())) {
      throw new AssertionError(
          "a restore gives " + found + "\n  and not one of " + possible.size() + ": " + possible);
    }
    return found;
  }

  private Moment restored() throws IOException {
    Map<String, AccountState> states = new TreeMap<>();
    Random own = new Random(random.nextLong());
    try (MailStore store = opener.open(restore(), own, clock)) {
      Client client = new Client(store);
      for (String account : oracle.accounts()) {
        states.put(account, AccountState.of(client.account(account)));
      }
    }
    return new Moment(states);
  }

  /// Restores to a disk that fails, and again if that was to no avail.
  private SimulatedDisk restore() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(random.nextLong());
    Fault fault = arm(disk);
    try {
      restoreTo(disk);
      statistics.count("restores done");
    } catch (IOException e) {
      if (!hasFailed(disk, e)) {
        throw e;
      }
      statistics.count("restores cut short");
      disk = fault == Fault.POWER ? disk.afterPowerCut(random) : disk.afterKill();
      for (String name : disk.list()) {
        disk.delete(name);
      }
      restoreTo(disk);
    }
    return disk.afterPowerCut(random);
  }

  private void restoreTo(SimulatedDisk disk) throws IOException {
    StoreRestore.run(new ReadOnlyDisk(target), disk, SOUND);
  }
}
