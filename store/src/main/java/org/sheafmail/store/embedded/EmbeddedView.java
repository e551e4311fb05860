package org.sheafmail.store.embedded;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Body;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.state.Chunk;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.ChunkStats;
import org.sheafmail.store.state.FlagTable;
import org.sheafmail.store.state.MailboxState;

/// A mailbox at one moment, with all its chunks in memory.
final class EmbeddedView implements MailboxView {
  private final MailboxState mailbox;
  private final Messages messages;
  private final Chunk[] chunks;

  /// The index of the first message of each chunk, and after the last one the count of all.
  private final int[] starts;

  /// The chunk asked for last: most callers walk through a mailbox. A guess only, so it does not
  /// matter which of several threads set it.
  private int lastChunk;

  /// What of a message is not in its row.
  interface Messages {
    Body body(long location, long size, int checksum);

    byte[] summary(long location, Body body) throws IOException;
  }

  EmbeddedView(MailboxState mailbox, Messages messages) throws IOException {
    this.mailbox = mailbox;
    this.messages = messages;
    List<ChunkHandle> handles = mailbox.chunks();
    chunks = new Chunk[handles.size()];
    starts = new int[handles.size() + 1];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = handles.get(i).chunk();
      starts[i + 1] = starts[i] + chunks[i].count();
    }
  }

  private ChunkStats stats(int chunk) {
    return mailbox.chunks().get(chunk).stats();
  }

  /// The chunk that has the message with that index.
  private int chunkOf(int index) {
    int guess = lastChunk;
    if (guess < chunks.length && starts[guess] <= index && index < starts[guess + 1]) {
      return guess;
    }
    if (index < 0 || index >= messageCount()) {
      throw new IndexOutOfBoundsException("message " + index + " of " + messageCount());
    }
    int found = Arrays.binarySearch(starts, index);
    lastChunk = found >= 0 ? found : -found - 2;
    return lastChunk;
  }

  @Override
  public MailboxId id() {
    return mailbox.id();
  }

  @Override
  public MailboxName name() {
    return mailbox.name();
  }

  @Override
  public UidValidity uidValidity() {
    return mailbox.uidValidity();
  }

  @Override
  public long uidNext() {
    return mailbox.uidNext();
  }

  @Override
  public long highestModSeq() {
    return mailbox.highestModSeq();
  }

  @Override
  public int messageCount() {
    return starts[chunks.length];
  }

  @Override
  public int unseenCount() {
    return mailbox.chunks().stream().mapToInt(chunk -> chunk.stats().unseen()).sum();
  }

  @Override
  public int firstUnseen() {
    for (int i = 0; i < chunks.length; i++) {
      if (stats(i).unseen() > 0) {
        int row = 0;
        while ((chunks[i].flags().get(row) & FlagTable.SEEN) != 0) {
          row++;
        }
        return starts[i] + row;
      }
    }
    return -1;
  }

  @Override
  public int deletedCount() {
    return mailbox.chunks().stream().mapToInt(chunk -> chunk.stats().deleted()).sum();
  }

  @Override
  public long totalSize() {
    return mailbox.chunks().stream().mapToLong(chunk -> chunk.stats().totalSize()).sum();
  }

  @Override
  public Set<Flag> flagsInUse() {
    return mailbox.flagsInUse();
  }

  @Override
  public long uid(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].uid().get(index - starts[chunk]);
  }

  @Override
  public int indexOf(long uid) {
    int low = 0;
    int high = chunks.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      ChunkStats stats = stats(middle);
      if (stats.lastUid() < uid) {
        low = middle + 1;
      } else if (stats.firstUid() > uid) {
        high = middle - 1;
      } else {
        int row = chunks[middle].uid().search(uid);
        return row >= 0 ? starts[middle] + row : row - starts[middle];
      }
    }
    return -starts[low] - 1;
  }

  @Override
  public Set<Flag> flags(int index) {
    int chunk = chunkOf(index);
    return mailbox.flagTable().flags(chunks[chunk].flags().get(index - starts[chunk]));
  }

  @Override
  public long modSeq(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].modSeq().get(index - starts[chunk]);
  }

  @Override
  public OffsetDateTime internalDate(int index) {
    int chunk = chunkOf(index);
    int row = index - starts[chunk];
    int offset = (int) chunks[chunk].dateOffset().get(row);
    return Instant.ofEpochSecond(chunks[chunk].dateSecond().get(row))
        .atOffset(ZoneOffset.ofTotalSeconds(offset));
  }

  @Override
  public Instant saveDate(int index) {
    int chunk = chunkOf(index);
    return Instant.EPOCH.plus(
        chunks[chunk].saveDate().get(index - starts[chunk]), ChronoUnit.MICROS);
  }

  @Override
  public long size(int index) {
    int chunk = chunkOf(index);
    return chunks[chunk].size().get(index - starts[chunk]);
  }

  @Override
  public Body body(int index) {
    int chunk = chunkOf(index);
    int row = index - starts[chunk];
    return messages.body(
        chunks[chunk].body().get(row),
        chunks[chunk].size().get(row),
        (int) chunks[chunk].checksum().get(row));
  }

  @Override
  public byte[] summary(int index) throws IOException {
    int chunk = chunkOf(index);
    return messages.summary(chunks[chunk].body().get(index - starts[chunk]), body(index));
  }

  @Override
  public void changedSince(long modSeq, IntConsumer index) {
    for (int i = 0; i < chunks.length; i++) {
      if (stats(i).maxModSeq() > modSeq) {
        for (int row = 0; row < chunks[i].count(); row++) {
          if (chunks[i].modSeq().get(row) > modSeq) {
            index.accept(starts[i] + row);
          }
        }
      }
    }
  }

  @Override
  public UidSet existing(UidSet uids) {
    return MailboxState.existing(Arrays.asList(chunks), uids);
  }
}
