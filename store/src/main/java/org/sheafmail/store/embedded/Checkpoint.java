package org.sheafmail.store.embedded;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sheafmail.store.embedded.SnapshotRoot.StoredAccount;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.MailboxState;
import org.sheafmail.store.state.RecordWriter;

/// One snapshot in the making.
///
/// It holds the chunks that are new since the one before, a record of each account that changed,
/// and a root that tells where all accounts are and from which place on the journal is to be read.
/// What did not change stays where it is, in an earlier snapshot, unless that is not worth keeping:
/// so a message that comes into a mailbox of a million costs the mailbox's last chunk.
final class Checkpoint {
  private final Accounts accounts;
  private final SnapshotReader reader;
  private final SnapshotWriter writer;
  private final Set<Long> worthKeeping;

  /// Where the chunks written by this snapshot are, told to nobody before it is durable.
  private final Map<ChunkHandle, Extent> written = new HashMap<>();

  private final List<Replaced> replaced = new ArrayList<>();

  private record Replaced(Accounts.Captured account, StoredAccount stored) {}

  Checkpoint(
      Accounts accounts, SnapshotReader reader, SnapshotWriter writer, Set<Long> worthKeeping) {
    this.accounts = accounts;
    this.reader = reader;
    this.writer = writer;
    this.worthKeeping = worthKeeping;
  }

  /// Writes what is new and makes all of it durable.
  SnapshotRoot write(
      List<Accounts.Captured> captured,
      JournalPosition position,
      long lastFile,
      Map<Long, Long> laneEnds)
      throws IOException {
    List<StoredAccount> stored = new ArrayList<>();
    for (Accounts.Captured account : captured) {
      StoredAccount before = account.stored();
      if (before != null
          && !account.isChanged()
          && worthKeeping.containsAll(before.usage().keySet())) {
        stored.add(before);
      } else {
        StoredAccount after = write(record(account));
        replaced.add(new Replaced(account, after));
        stored.add(after);
      }
    }
    SnapshotRoot root = new SnapshotRoot(position, lastFile, laneEnds, stored);
    writer.finish(root);
    return root;
  }

  private AccountRecord record(Accounts.Captured account) throws IOException {
    AccountRecord record = account.record();
    StoredAccount stored = account.stored();
    if (record != null) {
      return record;
    }
    if (stored == null) {
      throw new IllegalStateException(account.slot().name() + " is neither stored nor in memory");
    }
    return accounts.read(stored);
  }

  private StoredAccount write(AccountRecord account) throws IOException {
    Map<Long, Long> usage = new TreeMap<>();
    Map<ChunkHandle, Extent> places = new HashMap<>();
    for (MailboxState mailbox : account.state().mailboxes()) {
      for (ChunkHandle chunk : mailbox.chunks()) {
        Extent place = place(chunk);
        places.put(chunk, place);
        usage.merge(place.file(), (long) place.length(), Long::sum);
      }
    }
    RecordWriter out = new RecordWriter(1 << 10);
    account.write(out, chunk -> requireNonNull(places.get(chunk)));
    Extent place = writer.write(out);
    usage.merge(place.file(), (long) place.length(), Long::sum);
    return new StoredAccount(account.state().number(), account.state().name(), place, usage);
  }

  /// Where a chunk is, or is written now.
  private Extent place(ChunkHandle chunk) throws IOException {
    if (chunk.stored() instanceof SnapshotReader.StoredChunk stored
        && worthKeeping.contains(stored.extent().file())) {
      return stored.extent();
    }
    RecordWriter out = new RecordWriter(16 << 10);
    chunk.chunk().write(out);
    Extent place = writer.write(out);
    written.put(chunk, place);
    return place;
  }

  /// The snapshot is durable: from now on its chunks need not be in memory.
  void publish() {
    written.forEach(
        (chunk, place) -> chunk.storedAt(new SnapshotReader.StoredChunk(reader, place)));
    for (Replaced account : replaced) {
      accounts.stored(account.account, account.stored);
    }
  }
}
