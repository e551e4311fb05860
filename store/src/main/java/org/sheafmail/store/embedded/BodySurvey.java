package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.Chunk;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.MailboxState;
import org.sheafmail.store.state.UidRanges;

/// Reads the octets of every message and says which are not what was stored.
final class BodySurvey implements AutoCloseable {
  private final OpenFiles openFiles;
  private final Listener listener;
  private final LongConsumer progress;
  private final Set<String> files = new TreeSet<>();
  private Set<String> skipped = Set.of();
  private long messages;
  private long octets;
  private long lost;

  /// Hears of each message whose octets are not what was stored.
  interface Listener {
    void damaged(Finding finding);
  }

  BodySurvey(Disk disk, Listener listener, LongConsumer progress) {
    this.openFiles = new OpenFiles(disk);
    this.listener = listener;
    this.progress = progress;
  }

  /// The same without the messages in these files.
  BodySurvey except(Set<String> names) {
    skipped = names;
    return this;
  }

  /// Reads all messages of an account.
  ///
  /// @return those that are damaged, per mailbox
  Map<MailboxId, UidSet> read(AccountState account) throws IOException {
    Map<MailboxId, UidSet> damaged = new TreeMap<>((a, b) -> Long.compare(a.value(), b.value()));
    for (MailboxState mailbox : account.mailboxes()) {
      UidRanges uids = new UidRanges();
      for (ChunkHandle handle : mailbox.chunks()) {
        read(account, mailbox, handle.chunk(), uids);
        handle.release();
        handle.release();
      }
      UidSet found = uids.finish();
      if (!found.isEmpty()) {
        damaged.put(mailbox.id(), found);
      }
    }
    return damaged;
  }

  private void read(AccountState account, MailboxState mailbox, Chunk chunk, UidRanges damaged)
      throws IOException {
    for (int row = 0; row < chunk.count(); row++) {
      long location = chunk.body().get(row);
      messages++;
      if (location == BodyLocation.LOST) {
        lost++;
      } else if (!skipped.contains(BodyLocation.fileName(location))) {
        files.add(BodyLocation.fileName(location));
        octets += chunk.size().get(row);
        progress.accept(octets);
        if (!isSound(chunk, row)) {
          long uid = chunk.uid().get(row);
          damaged.add(uid);
          listener.damaged(
              Finding.damage(
                      BodyLocation.fileName(location),
                      BodyLocation.position(location),
                      "a message is not what was stored")
                  .concerning(new Finding.Messages(account.name(), mailbox.name(), uid, uid)));
        }
      }
    }
  }

  private boolean isSound(Chunk chunk, int row) throws IOException {
    long location = chunk.body().get(row);
    try (OpenFiles.Handle handle = openFiles.use(BodyLocation.fileName(location))) {
      return Bodies.isSound(
          handle.file(),
          BodyLocation.position(location),
          chunk.size().get(row),
          (int) chunk.checksum().get(row));
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /// The files that hold octets of messages.
  Set<String> files() {
    return files;
  }

  long messages() {
    return messages;
  }

  long octets() {
    return octets;
  }

  /// Messages whose octets an earlier repair has given up.
  long lost() {
    return lost;
  }

  @Override
  public void close() throws IOException {
    openFiles.close();
  }
}
