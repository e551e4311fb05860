package org.sheafmail.store.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sheafmail.store.Account.Watch;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.Operation;
import org.sheafmail.store.state.Transaction;

/// What is known of one account in this process: its published state, and who wants to hear of
/// changes.
final class AccountCell {
  private volatile AccountState state;
  private final Map<MailboxId, List<Registration>> watches = new ConcurrentHashMap<>();
  private final Map<MailboxId, Long> recentFrom = new ConcurrentHashMap<>();

  AccountCell(AccountRecord record) {
    this.state = record.state();
    recentFrom.putAll(record.recentFrom());
  }

  /// A new account, or one that is being read from the journal.
  AccountCell(AccountState state) {
    this.state = state;
  }

  AccountRecord record() {
    return new AccountRecord(state, Map.copyOf(recentFrom));
  }

  /// The state as of the last change that is durable.
  AccountState state() {
    return state;
  }

  /// The journal told of a change, before anybody could look.
  void recover(AccountState after) {
    state = after;
  }

  /// Shows a change that is durable, and tells whoever watches. Called by one thread, in the order
  /// of the journal.
  void publish(AccountState after, Transaction transaction) {
    state = after;
    transaction.operations().stream()
        .flatMap(operation -> touched(operation).stream())
        .distinct()
        .forEach(this::announce);
  }

  private static List<MailboxId> touched(Operation operation) {
    return switch (operation) {
      case Operation.CreateAccount _, Operation.Subscribe _, Operation.MoveBodies _ -> List.of();
      case Operation.CreateMailbox created -> List.of(created.id());
      case Operation.DeleteMailbox deleted -> List.of(deleted.id());
      case Operation.RenameMailbox renamed -> List.of(renamed.id());
      case Operation.Append append -> List.of(append.mailbox());
      case Operation.StoreFlags changed -> List.of(changed.mailbox());
      case Operation.Expunge expunged -> List.of(expunged.mailbox());
      case Operation.Copy copied -> List.of(copied.to());
    };
  }

  private void announce(MailboxId id) {
    for (Registration registration : watches.getOrDefault(id, List.of())) {
      registration.onChange.run();
    }
  }

  Watch watch(MailboxId id, Runnable onChange) {
    Registration registration = new Registration(id, onChange);
    watches.compute(
        id,
        (_, before) -> {
          List<Registration> after = new ArrayList<>(before == null ? List.of() : before);
          after.add(registration);
          return List.copyOf(after);
        });
    return registration;
  }

  /// An object of its own for each call, so that closing one ends that one alone.
  private final class Registration implements Watch {
    private final MailboxId id;
    private final Runnable onChange;

    Registration(MailboxId id, Runnable onChange) {
      this.id = id;
      this.onChange = onChange;
    }

    @Override
    public void close() {
      watches.computeIfPresent(
          id,
          (_, before) -> {
            List<Registration> after = new ArrayList<>(before);
            after.remove(this);
            return after.isEmpty() ? null : List.copyOf(after);
          });
    }
  }

  long firstRecent(MailboxId id) {
    return recentFrom.getOrDefault(id, 1L);
  }

  long claimRecent(MailboxId id, long uidNext) {
    Long before = recentFrom.put(id, uidNext);
    return before == null ? 1 : before;
  }
}
