package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.MailboxState;

/// Reads everything a snapshot refers to, so that a store learns of damage while it is opened, when
/// there is another snapshot to go on from, and not from a client that asks for its mail.
///
/// The octets are compared with their checksums and no more is made of them: that is as fast as the
/// disk is, up to some 40 octets for each message.
final class SnapshotProof {
  private final SnapshotReader reader;

  /// Places that were found to be sound. Snapshots share most of them.
  private final Set<Extent> sound = new HashSet<>();

  SnapshotProof(SnapshotReader reader) {
    this.reader = reader;
  }

  /// The first thing that is not what was written, in words; empty if all is.
  Optional<String> damageIn(SnapshotRoot root) throws IOException {
    for (SnapshotRoot.StoredAccount account : root.accounts()) {
      try {
        read(account);
      } catch (DamagedStoreException | FileNotFoundException e) {
        return Optional.of(e.getMessage() + ", in what it has of account " + account.name());
      }
    }
    return Optional.empty();
  }

  private void read(SnapshotRoot.StoredAccount account) throws IOException {
    if (sound.contains(account.record())) {
      return;
    }
    AccountRecord record =
        reader.read(
            account.record(),
            in -> AccountRecord.read(in, extent -> new SnapshotReader.StoredChunk(reader, extent)));
    for (MailboxState mailbox : record.state().mailboxes()) {
      for (ChunkHandle chunk : mailbox.chunks()) {
        if (chunk.stored() instanceof SnapshotReader.StoredChunk stored
            && !sound.contains(stored.extent())) {
          reader.octets(stored.extent());
          sound.add(stored.extent());
        }
      }
    }
    sound.add(account.record());
  }
}
