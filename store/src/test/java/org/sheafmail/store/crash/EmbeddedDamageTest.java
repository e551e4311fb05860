package org.sheafmail.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.embedded.DamagedStoreException;

/// Octets that rot on the disk are harmless or noticed; nobody is ever shown anything that is
/// neither what was stored nor an error.
class EmbeddedDamageTest {
  private static final int ACTIONS = 60;
  private static final int DAMAGES = 20;

  private final TickingClock clock = new TickingClock();
  private final Oracle oracle = new Oracle(clock);

  /// What each account was like after each action; the last is what it should be like.
  private final Map<String, List<AccountState>> history = new TreeMap<>();

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("sheaf.damage.runs", 40));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void damageIsHarmlessOrNoticed(long seed) throws IOException {
    Random random = new Random(seed);
    SimulatedDisk disk = new SimulatedDisk(seed);
    fill(disk, random);

    for (int i = 0; i < DAMAGES; i++) {
      SimulatedDisk damaged = disk.afterPowerCut(random);
      String what = damage(damaged, random);
      try (MailStore store = EmbeddedCrashTest.EMBEDDED.open(damaged, new Random(seed), clock)) {
        for (String account : history.keySet()) {
          check(what, account, new Client(store));
        }
      } catch (IOException e) {
        assertThat(e).as(what).isInstanceOf(DamagedStoreException.class);
      }
    }
  }

  private void fill(SimulatedDisk disk, Random random) throws IOException {
    Actions actions = new Actions(random, 8 << 10);
    try (MailStore store =
        EmbeddedCrashTest.EMBEDDED.open(disk, new Random(random.nextLong()), clock)) {
      Client client = new Client(store);
      for (int i = 0; i < ACTIONS; i++) {
        clock.set(i);
        Action action = actions.next(oracle);
        assertThat(oracle.follow(action, action.on(client))).isEmpty();
        for (String account : Actions.ACCOUNTS) {
          if (oracle.knows(account)) {
            history
                .computeIfAbsent(account, _ -> new ArrayList<>())
                .add(AccountState.of(oracle.client().account(account)));
          }
        }
      }
      client.endAll();
    }
  }

  private static String damage(SimulatedDisk disk, Random random) throws IOException {
    List<String> names = disk.list().stream().sorted().toList();
    String name = names.get(random.nextInt(names.size()));
    byte[] contents = disk.contents(name);
    int position = random.nextInt(contents.length);
    byte[] other = {(byte) (contents[position] ^ (1 + random.nextInt(255)))};
    if (random.nextInt(4) == 0) {
      other = new byte[Math.min(512, contents.length - position)];
    }
    disk.damage(name, position, other);
    return other.length + " octets of " + name + " damaged from " + position + " on";
  }

  /// The account is as it should be, but for bodies that cannot be read; or else without the last
  /// change of all, which looks like one that the power failed in.
  private void check(String what, String account, Client client) throws IOException {
    List<AccountState> states = history.get(account);
    AccountState found = AccountState.ofReadable(client.account(account));
    AccountState last = states.getLast();
    AccountState before =
        states.stream().filter(state -> !state.equals(last)).reduce((_, b) -> b).orElse(last);

    assertThat(List.of(last, before))
        .as("%s, account %s: %s", what, account, found.differenceFrom(last))
        .anyMatch(state -> state.readableAs(found).equals(found));
  }
}
