package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.MailboxState;

/// The accounts of a store by name and number.
///
/// An account is read from the last snapshot when it is first wanted, and leaves memory when nobody
/// uses it and nothing about it has changed since the last snapshot. One lock guards all of it; it
/// is held while an account is read, never while anything is written.
final class Accounts {
  private final SnapshotReader snapshots;
  private final Map<String, AccountSlot> byName = new HashMap<>();
  private final Map<Long, AccountSlot> byNumber = new HashMap<>();

  /// Those about which the last snapshot does not know everything. Keeps them in memory.
  private final Set<AccountCell> changed = new HashSet<>();

  private long lastNumber;

  Accounts(SnapshotReader snapshots) {
    this.snapshots = snapshots;
  }

  /// An account as a snapshot is to have it.
  ///
  /// @param cell keeps the account in memory; `null` if it is not there and thus as it is stored
  /// @param record the account as it was when it was captured, if it is in memory
  /// @param isChanged whether it is other than `stored`
  record Captured(
      AccountSlot slot,
      @Nullable AccountCell cell,
      @Nullable AccountRecord record,
      SnapshotRoot.@Nullable StoredAccount stored,
      boolean isChanged) {}

  /// Takes in what a snapshot knows.
  synchronized void found(List<SnapshotRoot.StoredAccount> accounts) {
    for (SnapshotRoot.StoredAccount account : accounts) {
      AccountSlot slot = new AccountSlot(account.name());
      slot.storedAs(account);
      add(slot, account.number());
    }
  }

  /// Forgets everything: another snapshot is gone on from.
  synchronized void clear() {
    byName.clear();
    byNumber.clear();
    changed.clear();
    lastNumber = 0;
  }

  private void add(AccountSlot slot, long number) {
    byName.put(slot.name(), slot);
    byNumber.put(number, slot);
    lastNumber = Math.max(lastNumber, number);
  }

  synchronized SortedSet<String> names() {
    return new TreeSet<>(byName.keySet());
  }

  /// The numbers of all accounts.
  synchronized List<Long> numbers() {
    return List.copyOf(byNumber.keySet());
  }

  synchronized @Nullable AccountCell find(String name) throws IOException {
    AccountSlot slot = byName.get(name);
    return slot == null ? null : load(slot);
  }

  synchronized @Nullable AccountCell find(long number) throws IOException {
    AccountSlot slot = byNumber.get(number);
    return slot == null ? null : load(slot);
  }

  private AccountCell load(AccountSlot slot) throws IOException {
    AccountCell cell = slot.cell();
    if (cell == null) {
      SnapshotRoot.StoredAccount stored = slot.stored();
      if (stored == null) {
        throw new IllegalStateException(slot.name() + " left memory before it was stored");
      }
      cell = new AccountCell(read(stored));
      slot.loadedAs(cell);
    }
    return cell;
  }

  /// The account as a snapshot has it, with nothing read that the record refers to.
  AccountRecord read(SnapshotRoot.StoredAccount stored) throws IOException {
    return snapshots.read(
        stored.record(),
        in -> AccountRecord.read(in, extent -> new SnapshotReader.StoredChunk(snapshots, extent)));
  }

  /// A number no account has had.
  synchronized long nextNumber() {
    return ++lastNumber;
  }

  /// A change to an account is durable; it may be the one that made it.
  synchronized void changed(AccountCell cell) {
    AccountState state = cell.state();
    if (!byNumber.containsKey(state.number())) {
      AccountSlot slot = new AccountSlot(state.name());
      slot.loadedAs(cell);
      add(slot, state.number());
    }
    changed.add(cell);
  }

  synchronized boolean isAnyChanged() {
    return !changed.isEmpty();
  }

  /// All accounts as they are now. What changed is from here on what changes after this.
  synchronized List<Captured> capture() {
    List<Captured> captured = new ArrayList<>();
    for (AccountSlot slot : byNumber.values()) {
      AccountCell cell = slot.cell();
      captured.add(
          new Captured(
              slot,
              cell,
              cell == null ? null : cell.record(),
              slot.stored(),
              cell != null && changed.contains(cell)));
    }
    changed.clear();
    return captured;
  }

  /// The snapshot these were captured for was not written.
  synchronized void release(List<Captured> captured) {
    for (Captured account : captured) {
      if (account.isChanged && account.cell != null) {
        changed.add(account.cell);
      }
    }
  }

  /// A snapshot that has the account as `stored` is durable.
  synchronized void stored(Captured captured, SnapshotRoot.StoredAccount stored) {
    captured.slot.storedAs(stored);
    AccountCell cell = captured.slot.cell();
    if (captured.cell == null && cell != null) {
      // It came into memory meanwhile and knows its chunks where they were before. The next
      // snapshot, which may be the last to have those places, tells it the new ones.
      changed.add(cell);
    }
  }

  /// Lets go of stored chunks that nobody asked for since the last call.
  synchronized void releaseIdle() {
    for (AccountSlot slot : byNumber.values()) {
      AccountCell cell = slot.cell();
      if (cell != null) {
        for (MailboxState mailbox : cell.state().mailboxes()) {
          mailbox.chunks().forEach(ChunkHandle::release);
        }
      }
    }
  }
}
