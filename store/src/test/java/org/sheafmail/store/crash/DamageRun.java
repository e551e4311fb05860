package org.sheafmail.store.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.disk.PowerFailureException;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.embedded.DamagedStoreException;

/// Fills an embedded store, closes it and opens it again and again with some octets of its files
/// changed.
///
/// The store refuses to open, or shows what it showed before, but for bodies that it says it cannot
/// read. Only of a store that was killed before it was at rest may the last change of all be
/// missing: it looks like one that the power failed in.
final class DamageRun {
  private static final int ACTIONS = 60;
  private static final int DAMAGES = 20;
  private static final int SECTOR = 512;
  private static final Logger LOUD = Logger.getLogger("org.sheafmail.store.embedded");

  private final long seed;
  private final Random random;
  private final TickingClock clock = new TickingClock();
  private final Oracle oracle = new Oracle(clock);
  private SimulatedDisk disk;
  private boolean mayLackTheLast;

  /// What each account was like after each action; the last is what it should be like.
  private final Map<String, List<AccountState>> history = new TreeMap<>();

  DamageRun(long seed) {
    this.seed = seed;
    random = new Random(seed);
    disk = new SimulatedDisk(seed);
  }

  void run() {
    LOUD.setLevel(Level.OFF);
    try {
      fill();
      spoilNewestSnapshot();
      for (int i = 0; i < DAMAGES; i++) {
        SimulatedDisk damaged = disk.afterPowerCut(random);
        tryOut(damaged, damage(damaged));
      }
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(e);
    }
  }

  private void fill() throws IOException {
    Actions actions = new Actions(random, 8 << 10);
    SimulatedDisk filled = disk;
    try (MailStore store = open(filled)) {
      Client client = new Client(store);
      for (int i = 0; i < ACTIONS; i++) {
        clock.set(i);
        Action action = actions.next(oracle);
        oracle
            .follow(action, action.on(client))
            .ifPresent(wrong -> {
              throw new AssertionError(wrong);
            });
        for (String account : Actions.ACCOUNTS) {
          if (oracle.knows(account)) {
            history
                .computeIfAbsent(account, _ -> new ArrayList<>())
                .add(AccountState.of(oracle.client().account(account)));
          }
        }
      }
      client.endAll();
      if (random.nextBoolean()) {
        new Action.Compact(0.9).on(client);
      }
      if (random.nextBoolean()) {
        mayLackTheLast = random.nextBoolean();
        if (!mayLackTheLast) {
          new Action.Seal().on(client);
        }
        disk = filled.afterKill();
      }
    } catch (PowerFailureException e) {
      // A process that was killed does not close its store.
    }
  }

  private MailStore open(SimulatedDisk found) throws IOException {
    return EmbeddedCrashTest.EMBEDDED.open(found, new Random(seed), clock);
  }

  /// There are two snapshots, or everything without any: that one of them rots costs nothing.
  private void spoilNewestSnapshot() throws IOException {
    SimulatedDisk damaged = disk.afterPowerCut(random);
    Optional<String> newest =
        damaged.list().stream()
            .filter(name -> name.endsWith(".snapshot"))
            .max(Comparator.naturalOrder());
    if (newest.isPresent()) {
      byte[] contents = damaged.contents(newest.get());
      int position = random.nextInt(contents.length);
      damaged.damage(newest.get(), position, (byte) ~contents[position]);
      try (MailStore store = open(damaged)) {
        Client client = new Client(store);
        for (String account : history.keySet()) {
          check(
              "octet " + position + " of the newest snapshot rotten",
              account,
              AccountState.of(client.account(account)));
        }
      }
    }
  }

  private String damage(SimulatedDisk damaged) throws IOException {
    List<String> names = damaged.list().stream().sorted().toList();
    String name = names.get(random.nextInt(names.size()));
    byte[] contents = damaged.contents(name);
    int position = random.nextInt(contents.length);
    byte[] other = {(byte) (contents[position] ^ (1 + random.nextInt(255)))};
    if (random.nextInt(4) == 0) {
      position = position / SECTOR * SECTOR;
      other = new byte[Math.min(SECTOR, contents.length - position)];
    }
    damaged.damage(name, position, other);
    return other.length + " octets of " + name + " damaged from " + position + " on";
  }

  private void tryOut(SimulatedDisk damaged, String what) throws IOException {
    try (MailStore store = open(damaged)) {
      Client client = new Client(store);
      for (String account : history.keySet()) {
        check(what, account, AccountState.ofReadable(client.account(account)));
      }
    } catch (DamagedStoreException e) {
      // Noticed, and said so.
    }
  }

  private void check(String what, String account, AccountState found) {
    List<AccountState> states = history.get(account);
    AccountState last = states.getLast();
    AccountState before =
        states.stream().filter(state -> !state.equals(last)).reduce((_, b) -> b).orElse(last);
    if (!last.readableAs(found).equals(found)
        && !(mayLackTheLast && before.readableAs(found).equals(found))) {
      throw new AssertionError(
          what + ", account " + account + ": " + found.differenceFrom(last.readableAs(found)));
    }
  }
}
