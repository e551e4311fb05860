package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.state.AccountSalvage;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.MailboxState;

/// The accounts of a store that may be damaged, as its snapshots and its journal tell of them,
/// taken in the order they were written.
final class SurveyedAccounts {
  private final SnapshotReader reader;
  private final Map<Long, AccountSalvage> accounts = new TreeMap<>();
  private final Map<Long, Map<MailboxId, Long>> recentFrom = new HashMap<>();

  SurveyedAccounts(SnapshotReader reader) {
    this.reader = reader;
  }

  void clear() {
    accounts.clear();
    recentFrom.clear();
  }

  /// The accounts by number.
  Map<Long, AccountSalvage> byNumber() {
    return accounts;
  }

  /// Per mailbox of an account, the first UID nobody was told of as recent.
  Map<MailboxId, Long> recentFrom(long account) {
    return recentFrom.getOrDefault(account, Map.of());
  }

  /// The account of that number, which may be heard of for the first time.
  AccountSalvage account(long number) {
    return accounts.computeIfAbsent(number, _ -> new AccountSalvage(AccountState.empty(number)));
  }

  /// Takes in what a snapshot tells. Where it is damaged, what was taken in before takes its place.
  void load(SnapshotSurvey.Usable snapshot) throws IOException {
    for (SnapshotRoot.StoredAccount account : snapshot.root().accounts()) {
      if (snapshot.problems().contains(account.record())) {
        AccountSalvage before = account(account.number());
        before.ensureNamed(account.name(), 1); // A repair gives another UIDVALIDITY.
        before.restoreAll();
      } else {
        load(account, snapshot.problems());
      }
    }
  }

  private void load(SnapshotRoot.StoredAccount account, List<Extent> problems) throws IOException {
    AccountRecord record =
        reader.read(
            account.record(),
            in -> AccountRecord.read(in, extent -> new SnapshotReader.StoredChunk(reader, extent)));
    AccountSalvage salvage = new AccountSalvage(record.state());
    AccountSalvage before = accounts.put(account.number(), salvage);
    recentFrom.put(account.number(), record.recentFrom());
    boolean isAnyLost = false;
    for (MailboxState mailbox : record.state().mailboxes()) {
      List<ChunkHandle> unreadable =
          mailbox.chunks().stream().filter(chunk -> isAmong(chunk, problems)).toList();
      if (!unreadable.isEmpty()) {
        salvage.restoreChunks(mailbox.id(), unreadable, before);
        isAnyLost = true;
      }
    }
    if (isAnyLost && before != null) {
      salvage.takeStrays(before);
    }
  }

  private static boolean isAmong(ChunkHandle chunk, List<Extent> problems) {
    return chunk.stored() instanceof SnapshotReader.StoredChunk stored
        && problems.contains(stored.extent());
  }
}
