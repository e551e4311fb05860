package org.sheafmail.store.state;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.protocol.Flag;

/// Collects the messages of a [Batch]. A full chunk is packed into columns at once, so that a
/// message takes some 16 octets of memory however many there are.
public final class BatchBuilder {
  private static final int ROWS_AT_FIRST = 4;

  private final FlagTable.Editor flagTable = new FlagTable.Editor(FlagTable.EMPTY);
  private final List<Chunk> chunks = new ArrayList<>();
  private long count;

  /// The rows of the chunk being filled.
  private int rows;

  private long[] flags = new long[ROWS_AT_FIRST];
  private long[] dateSecond = new long[ROWS_AT_FIRST];
  private long[] dateOffset = new long[ROWS_AT_FIRST];
  private long[] size = new long[ROWS_AT_FIRST];
  private long[] body = new long[ROWS_AT_FIRST];
  private long[] checksum = new long[ROWS_AT_FIRST];

  /// The flags of the last message: most messages of a batch have the same.
  private Set<Flag> lastFlags = Set.of();

  private long lastFlagsNumber;

  public void add(
      Set<Flag> messageFlags,
      OffsetDateTime internalDate,
      long messageSize,
      long bodyLocation,
      int bodyChecksum) {
    if (rows == flags.length) {
      grow();
    }
    flags[rows] = number(messageFlags);
    dateSecond[rows] = internalDate.toEpochSecond();
    dateOffset[rows] = internalDate.getOffset().getTotalSeconds();
    size[rows] = messageSize;
    body[rows] = bodyLocation;
    checksum[rows] = Integer.toUnsignedLong(bodyChecksum);
    count++;
    if (++rows == Chunk.ROWS_MAX) {
      pack();
    }
  }

  private long number(Set<Flag> messageFlags) {
    if (!messageFlags.equals(lastFlags)) {
      lastFlagsNumber = flagTable.number(messageFlags);
      lastFlags = Set.copyOf(messageFlags);
    }
    return lastFlagsNumber;
  }

  private void grow() {
    int capacity = Math.min(rows * 4, Chunk.ROWS_MAX);
    flags = Arrays.copyOf(flags, capacity);
    dateSecond = Arrays.copyOf(dateSecond, capacity);
    dateOffset = Arrays.copyOf(dateOffset, capacity);
    size = Arrays.copyOf(size, capacity);
    body = Arrays.copyOf(body, capacity);
    checksum = Arrays.copyOf(checksum, capacity);
  }

  private void pack() {
    if (rows == 0) {
      return;
    }
    Column none = Column.constant(rows, 0);
    chunks.add(
        new Chunk(
            Column.rising(rows, 1),
            Column.of(flags, rows),
            none,
            Column.of(dateSecond, rows),
            Column.of(dateOffset, rows),
            none,
            Column.of(size, rows),
            Column.of(body, rows),
            Column.of(checksum, rows)));
    rows = 0;
  }

  /// Messages added so far.
  public long count() {
    return count;
  }

  public Batch build() {
    pack();
    return new Batch(flagTable.table(), chunks, Optional.empty());
  }
}
