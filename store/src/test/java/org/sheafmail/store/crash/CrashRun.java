package org.sheafmail.store.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.Appended;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.embedded.Finding;
import org.sheafmail.store.embedded.StoreCheck;

/// A store lives several lives on one disk, each with a fault at some operation and ended by a
/// close, a kill or a loss of power, and is compared with an [Oracle] all along: names, UIDs,
/// mod-sequences, flags, dates, octets and summaries have to be equal.
///
/// The same seed gives the same run.
final class CrashRun {
  private static final int TRACE_SHOWN = 60;

  /// Openings are so many times more often preceded by a backup than actions are.
  private static final int BACKUPS_BEFORE_OPENINGS = 5;

  /// The store says loudly that its disk fails, which here it does all the time.
  private static final Logger LOUD = Logger.getLogger("org.sheafmail.store.embedded");

  /// What may go wrong in a life, before its end.
  enum Fault {
    NONE,
    POWER,
    DEATH,
    IO_ERROR,
    SYNC_ERROR,
    FULL
  }

  /// How a life ends if the power has not failed.
  enum End {
    CLOSE,
    KILL,
    POWER_CUT
  }

  /// What runs are made of.
  ///
  /// @param lives how many there are
  /// @param actionsMax done in a life
  /// @param smallBatchOctets a batch with more octets than this is large to the store
  /// @param backupOneIn about so many actions for each backup; 0 for none
  record Plan(
      int lives,
      int actionsMax,
      List<Fault> faults,
      List<End> ends,
      int smallBatchOctets,
      int backupOneIn) {}

  /// A view that was taken, and what it has to show as long as it is used.
  private record Kept(MailboxView view, AccountState.Mailbox shown) {}

  private final Plan plan;
  private final StoreOpener opener;
  private final Statistics statistics;
  private final Random random;
  private final TickingClock clock = new TickingClock();
  private final Oracle oracle = new Oracle(clock);
  private final Crowd crowd = new Crowd();
  private final Actions actions;
  private final Backups backups;
  private final List<String> log = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();

  private SimulatedDisk disk;
  private Client client;
  private Fault fault = Fault.NONE;

  CrashRun(long seed, Plan plan, StoreOpener opener, Statistics statistics) {
    this.plan = plan;
    this.opener = opener;
    this.statistics = statistics;
    random = new Random(seed);
    actions = new Actions(random, plan.smallBatchOctets);
    disk = new SimulatedDisk(random.nextLong());
    backups = new Backups(new Random(~seed), oracle, opener, clock, statistics);
  }

  /// @throws AssertionError with all that happened, if the store broke a promise
  void run() {
    LOUD.setLevel(Level.OFF);
    try {
      for (int life = 0; life < plan.lives; life++) {
        fault = oneOf(plan.faults);
        live();
      }
      fault = Fault.NONE;
      live();
    } catch (IOException | RuntimeException | AssertionError e) {
      throw failure(e);
    }
  }

  private <T> T oneOf(List<T> choice) {
    return choice.get(random.nextInt(choice.size()));
  }

  private AssertionError failure(Throwable cause) {
    List<SimulatedDisk.Operation> trace = disk.trace();
    StringBuilder text = new StringBuilder(String.valueOf(cause.getMessage())).append('\n');
    log.forEach(line -> text.append("  ").append(line).append('\n'));
    text.append("  last operations of the disk:\n");
    for (int i = Math.max(0, trace.size() - TRACE_SHOWN); i < trace.size(); i++) {
      text.append("    ").append(i + 1).append(' ').append(trace.get(i)).append('\n');
    }
    return new AssertionError(text.toString(), cause);
  }

  private void live() throws IOException {
    arm();
    End end = oneOf(plan.ends);
    try {
      open();
      for (int count = random.nextInt(plan.actionsMax); count > 0 && !disk.powerFailed(); count--) {
        if (isBackupDue(1)) {
          backUp();
        } else {
          act();
        }
      }
      if (!disk.powerFailed()) {
        finish(end);
      }
    } catch (IOException | UncheckedIOException e) {
      log.add("ended by " + e);
      if (client == null) {
        statistics.count(
            disk.powerFailed()
                ? "openings in which the "
                    + (fault == Fault.POWER ? "power failed" : "process died")
                : "openings in which the disk failed");
      }
      if (!disk.powerFailed() && !isOurs(e)) {
        throw e;
      }
    }
    kept.clear();
    replaceDisk(end);
  }

  /// True if the disk was told to fail so.
  private boolean isOurs(Throwable e) {
    return isDiskAtFault() && isOfSimulatedDisk(e);
  }

  /// True if a disk that was told to fail has failed: it is full, or has said so.
  static boolean isOfSimulatedDisk(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof DiskFullException
          || String.valueOf(cause.getMessage()).startsWith("input/output error at operation")) {
        return true;
      }
    }
    return false;
  }

  private boolean isDiskAtFault() {
    return fault == Fault.IO_ERROR || fault == Fault.SYNC_ERROR || fault == Fault.FULL;
  }

  private void arm() {
    long soon = disk.operations() + 1 + random.nextInt(1 + random.nextInt(200));
    log.add("life with fault " + fault + (fault == Fault.NONE ? "" : " at operation " + soon));
    statistics.count("lives with fault " + fault);
    switch (fault) {
      case POWER -> disk.failPowerAt(soon);
      case DEATH -> disk.killAt(soon);
      case IO_ERROR -> disk.failOperation(soon);
      case SYNC_ERROR -> disk.failSync(random.nextInt(20));
      case FULL -> disk.limitTo(disk.used() + random.nextInt(300_000));
      case NONE -> {}
    }
  }

  private void open() throws IOException {
    client = null;
    boolean backedUp = isBackupDue(BACKUPS_BEFORE_OPENINGS) && backUpAsLeft();
    client = new Client(opener.open(crowd.watching(disk), new Random(random.nextLong()), clock));
    boolean unsettled = oracle.hasOpen();
    int happened = oracle.settle(client);
    if (unsettled) {
      log.add(happened + " of the open actions have happened");
      statistics.count("openings that found " + Math.min(happened, 2) + " open actions done");
    }
    if (backedUp) {
      backups.requireCurrent();
    }
    if (random.nextInt(4) == 0) {
      checkAll();
    }
  }

  private boolean isBackupDue(int times) {
    return plan.backupOneIn > 0 && random.nextInt(plan.backupOneIn) < times;
  }

  /// A backup of what the life before has left, as nobody has opened it yet.
  private boolean backUpAsLeft() throws IOException {
    log.add("a backup before the opening");
    return !disk.list().isEmpty() && backups.make(disk, () -> {});
  }

  /// A backup while clients go on.
  private void backUp() throws IOException {
    log.add("a backup");
    backups.make(
        disk,
        () -> {
          if (random.nextInt(4) == 0) {
            act(List.of(actions.upkeep()));
          } else {
            act();
          }
        });
    log.add("the backup is over");
  }

  /// The store's own check finds every octet on the disk to be what was stored.
  private void checkAll() throws IOException {
    List<Finding> findings = new ArrayList<>();
    StoreCheck.run(
        disk,
        new StoreCheck.Observer() {
          @Override
          public void found(Finding finding) {
            findings.add(finding);
          }

          @Override
          public void progress(long octets, long of) {}
        });
    if (findings.stream().anyMatch(found -> found.kind() == Finding.Kind.DAMAGE)) {
      throw new AssertionError("damaged: " + findings);
    }
    statistics.count("checks of all octets");
  }

  private void act() throws IOException {
    act(random.nextInt(10) == 0 ? actions.crowd(oracle) : List.of(actions.next(oracle)));
  }

  private void act(List<Action> together) throws IOException {
    clock.set(clock.microseconds() + 1);
    boolean poisoned = client.store().counters().poisoned();
    List<Object> outcomes = crowd.perform(client, together);
    for (int i = 0; i < together.size(); i++) {
      log.add((i == 0 ? "" : "and at the same time ") + together.get(i));
      log.add("  " + outcomes.get(i));
      judge(together.get(i), outcomes.get(i), poisoned);
    }
    if (!disk.powerFailed() && random.nextInt(10) == 0) {
      look();
    }
  }

  private void judge(Action action, Object outcome, boolean poisoned) throws IOException {
    if (outcome instanceof RuntimeException e) {
      throw e;
    }
    boolean refused = outcome instanceof StoreFull || outcome instanceof IOException;
    if (action instanceof Action.Compact) {
      statistics.count(
          "compactions "
              + (!refused ? "done" : disk.powerFailed() ? "the power failed in" : "given up"));
    }
    if (outcome instanceof OutcomeUnknown || (refused && disk.powerFailed())) {
      unknown(action, poisoned);
    } else if (refused) {
      refused(action);
    } else {
      Optional<String> wrong = oracle.follow(action, outcome);
      if (wrong.isPresent()) {
        throw new AssertionError(wrong.get());
      }
      statistics.count("actions done");
    }
  }

  private void unknown(Action action, boolean poisonedBefore) throws IOException {
    statistics.count("actions with unknown outcome");
    if (!disk.powerFailed() && !client.store().counters().poisoned()) {
      throw new AssertionError("an outcome is unknown and yet the store takes further changes");
    }
    if (!poisonedBefore) {
      oracle.leaveOpen(action);
    } else if (action instanceof Action.Commit(int slot)) {
      // A store that was poisoned already does not even try.
      oracle.client().end(slot);
    }
  }

  /// The store says that nothing has happened.
  private void refused(Action action) throws IOException {
    statistics.count("actions refused");
    if (!isDiskAtFault()) {
      throw new AssertionError("refused without need");
    }
    switch (action) {
      case Action.Add(int slot, _) -> endAppend(slot);
      case Action.BreakOff(int slot, _) -> endAppend(slot);
      case Action.Commit(int slot) -> endAppend(slot);
      case Action _ -> {}
    }
  }

  private void endAppend(int slot) throws IOException {
    oracle.client().end(slot);
    client.end(slot);
  }

  /// Compares all there is, and what was seen before.
  private void look() throws IOException {
    Optional<String> difference = oracle.difference(client);
    if (difference.isPresent()) {
      throw new AssertionError(difference.get());
    }
    for (Kept view : kept) {
      if (!AccountState.mailbox(view.view()).equals(view.shown())) {
        throw new AssertionError("a view has changed: " + view.shown());
      }
    }
    for (String account : Actions.ACCOUNTS) {
      if (oracle.knows(account)) {
        MailboxView view = client.account(account).view(MailboxName.INBOX).orElseThrow();
        kept.add(new Kept(view, AccountState.mailbox(view)));
      }
    }
  }

  private void finish(End end) throws IOException {
    log.add("end by " + end);
    boolean poisoned = client.store().counters().poisoned();
    if (poisoned && fault != Fault.IO_ERROR && fault != Fault.SYNC_ERROR) {
      throw new AssertionError("poisoned without need");
    }
    look();
    if (fault == Fault.FULL && oracle.knows(Actions.ACCOUNTS.getFirst())) {
      roomAgain();
      for (int count = random.nextInt(plan.actionsMax); count > 0; count--) {
        act();
      }
    }
    if (end == End.CLOSE) {
      client.endAll();
      client.store().close();
    }
  }

  /// As soon as there is room again the store takes messages again.
  private void roomAgain() throws IOException {
    disk.limitTo(Long.MAX_VALUE);
    Action action = actions.smallAppend(Actions.ACCOUNTS.getFirst(), MailboxName.INBOX);
    Object outcome = crowd.perform(client, List.of(action)).getFirst();
    log.add(action + " with room again\n    " + outcome);
    if (!(outcome instanceof Appended) || oracle.follow(action, outcome).isPresent()) {
      throw new AssertionError("there is room again and yet an append fails: " + outcome);
    }
  }

  /// Ends whatever of this life is still running, and gives the next life its disk.
  private void replaceDisk(End end) throws IOException {
    boolean ended = disk.powerFailed();
    boolean cut = ended ? fault != Fault.DEATH : end == End.POWER_CUT;
    boolean closed = !ended && end == End.CLOSE;
    if (!closed) {
      disk.failPower();
    }
    closeQuietly();
    disk.limitTo(Long.MAX_VALUE);
    disk = cut ? disk.afterPowerCut(random) : disk.afterKill();
    statistics.count(cut ? "power cuts" : closed ? "closes" : "kills");
  }

  private void closeQuietly() {
    if (client != null) {
      try {
        client.store().close();
      } catch (IOException | UncheckedIOException e) {
        log.add("closing: " + e);
      }
    }
  }
}
