package org.sheafmail.store.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.RecordWriter;

/// The bodies of a large batch, which are written to a lane as they come.
///
/// Octets pass through one direct buffer, so that a batch takes the same memory whatever its size.
/// From time to time a sync is begun in the background, so that little is left for the last one.
/// Behind the bodies comes the table of the messages; the commit record only says where it is and
/// takes some 40 octets for a million messages as for ten.
final class LaneBodies implements StagedBodies {
  private static final int BUFFER_OCTETS = 256 << 10;

  /// Buffers not in use; more than these few are left to the collector.
  private static final ArrayBlockingQueue<ByteBuffer> BUFFERS = new ArrayBlockingQueue<>(4);

  private final Lanes lanes;
  private final Lane lane;
  private final Background background;
  private final Poison poison;
  private final int syncOctets;
  private final ByteBuffer buffer;
  private final CRC32C crc = new CRC32C();

  /// Where the buffer's first octet goes.
  private long position;

  private long syncBegunAt;
  private CompletableFuture<Void> sync = CompletableFuture.completedFuture(null);

  /// Set when there was no room for something; from then on octets are taken and dropped, so that
  /// whoever sends them stays in step.
  private @Nullable DiskFullException full;

  /// What became of the batch in a lane.
  enum Fate {
    COMMITTED,
    NOT_COMMITTED,
    UNKNOWN
  }

  LaneBodies(Lanes lanes, Background background, Poison poison, int syncOctets) throws IOException {
    this.lanes = lanes;
    this.lane = lanes.take();
    this.background = background;
    this.poison = poison;
    this.syncOctets = syncOctets;
    this.position = lane.end();
    this.syncBegunAt = position;
    ByteBuffer pooled = BUFFERS.poll();
    this.buffer = pooled == null ? ByteBuffer.allocateDirect(BUFFER_OCTETS) : pooled;
  }

  @Nullable DiskFullException full() {
    return full;
  }

  @Override
  public int add(ReadableByteChannel body, long size) throws IOException {
    crc.reset();
    for (long left = size; left > 0; ) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int start = buffer.position();
      buffer.limit((int) Math.min(buffer.capacity(), start + left));
      int count = body.read(buffer);
      if (count < 0) {
        throw new EOFException("the body ended after " + (size - left) + " of " + size + " octets");
      }
      crc.update(buffer.slice(start, count));
      left -= count;
      buffer.limit(buffer.capacity());
    }
    return (int) crc.getValue();
  }

  /// Bodies that were in memory before the batch became large.
  void addAll(List<ByteBuffer> bodies) throws IOException {
    for (ByteBuffer body : bodies) {
      while (body.hasRemaining()) {
        if (!buffer.hasRemaining()) {
          flush();
        }
        int count = Math.min(body.remaining(), buffer.remaining());
        buffer.put(buffer.position(), body, body.position(), count);
        buffer.position(buffer.position() + count);
        body.position(body.position() + count);
      }
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    int count = buffer.remaining();
    if (full == null) {
      try {
        lane.file().write(position, buffer);
      } catch (DiskFullException e) {
        full = e;
      }
    }
    position += count;
    buffer.clear();
    if (position - syncBegunAt >= syncOctets && sync.isDone()) {
      Background.await(sync);
      syncBegunAt = position;
      sync = background.startSync(this::sync);
    }
  }

  private void sync() throws IOException {
    try {
      lane.file().sync();
    } catch (IOException e) {
      poison.set("a lane could not be synced", e);
      throw e;
    }
  }

  @Override
  public List<ByteBuffer> forJournal() {
    return List.of();
  }

  /// Writes the table behind the bodies, with a label that says whose it is, and makes all of it
  /// durable.
  ///
  /// @return the batch, with the place of its table; worth nothing if [#full] is set
  Batch seal(Batch batch, long account, MailboxId mailbox) throws IOException {
    RecordWriter out = new RecordWriter(64 << 10);
    batch.write(out);
    ByteBuffer table = out.finish();
    int checksum = Checksum.of(table);
    LaneLabel label = new LaneLabel(account, mailbox, table.remaining(), checksum);
    addAll(List.of(label.encode(lane.salt())));
    Batch.Stored place = new Batch.Stored(next(), table.remaining(), checksum);
    addAll(List.of(table));
    seal();
    return batch.storedAt(place);
  }

  /// Makes all of it durable, unless [#full] is set.
  void seal() throws IOException {
    flush();
    Background.await(sync);
    if (full == null) {
      background.sync(this::sync);
    }
  }

  /// Where the first body is.
  long location() {
    return lane.location(lane.end());
  }

  /// Where the next body will be.
  long next() {
    return lane.location(position + buffer.position());
  }

  /// Gives the lane back, with or without the batch. Never fails: what is left in a lane that could
  /// not be cut is nobody's, and the next opening cuts it off.
  void end(Fate fate) {
    try {
      Background.await(sync);
    } catch (IOException e) {
      // Whoever ran the sync has poisoned the store.
      lanes.drop(lane);
      return;
    } finally {
      BUFFERS.offer(buffer.clear());
    }
    switch (fate) {
      case COMMITTED -> lanes.give(lane, position);
      case NOT_COMMITTED -> lanes.giveBack(lane);
      case UNKNOWN -> lanes.drop(lane);
    }
  }
}
