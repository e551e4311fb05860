package org.sheafmail.store.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.memory.MemoryStore;

/// What the store under test has to show: a memory store that does what the other says it has done.
///
/// Actions whose outcome nobody learned are kept *open*. Once the store has been opened again it
/// must show the state before them or the state after the first so many, and the oracle follows.
final class Oracle {
  private final TickingClock clock;
  private final Client client;
  private final Set<String> accounts = new LinkedHashSet<>();
  private final List<Action> open = new ArrayList<>();
  private long openSince;

  Oracle(TickingClock clock) {
    this.clock = clock;
    client = new Client(new MemoryStore(new TestSummarizer(1), clock));
  }

  Client client() {
    return client;
  }

  boolean knows(String account) {
    return accounts.contains(account);
  }

  /// Does what the store did.
  ///
  /// @return why the store's outcome is wrong, or empty
  Optional<String> follow(Action action, Object outcome) throws IOException {
    Object expected = action.on(client);
    if (action instanceof Action.Open(String account)) {
      accounts.add(account);
    }
    return expected.equals(outcome) ? Optional.empty() : Optional.of("expected " + expected);
  }

  /// The power failed, or the store does not know, while it did this.
  void leaveOpen(Action action) {
    open.add(action);
    openSince = clock.microseconds();
  }

  /// Whether an append is under way, and not one of those whose commit is open.
  boolean isAppending(int slot) {
    return client.append(slot) != null && !open.contains(new Action.Commit(slot));
  }

  boolean isFree(int slot) {
    return client.append(slot) == null;
  }

  boolean hasOpen() {
    return !open.isEmpty();
  }

  /// Compares the store with the state before the open actions, and then with the one after each of
  /// them: those that have happened are the first ones. Then nothing is open any more, and no
  /// append is under way.
  ///
  /// @return how many open actions have happened
  int settle(Client store) throws IOException {
    int happened = 0;
    Optional<String> difference = difference(store);
    String wrong = difference.orElse("");
    long now = clock.microseconds();
    clock.set(openSince);
    while (difference.isPresent() && happened < open.size()) {
      open.get(happened++).on(client);
      difference = difference(store);
      wrong += "\nand with " + happened + " of the open actions " + difference.orElse("");
    }
    clock.set(now);
    if (difference.isPresent()) {
      throw new AssertionError(wrong);
    }
    open.clear();
    client.endAll();
    return happened;
  }

  /// The accounts there are.
  Set<String> accounts() {
    return accounts;
  }

  /// All that can be seen of them.
  Map<String, AccountState> states() throws IOException {
    Map<String, AccountState> states = new TreeMap<>();
    for (String account : accounts) {
      states.put(account, AccountState.of(client.account(account)));
    }
    return states;
  }

  /// How the store differs from the oracle.
  Optional<String> difference(Client store) throws IOException {
    for (String account : accounts) {
      AccountState expected = AccountState.of(client.account(account));
      AccountState found = AccountState.of(store.account(account));
      if (!Objects.equals(expected, found)) {
        return Optional.of("account " + account + ": " + found.differenceFrom(expected));
      }
    }
    return Optional.empty();
  }
}
