package org.sheafmail.store.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxId;

/// A mailbox as it is at one moment; immutable. Every change gives a new value that shares the
/// chunks it did not touch.
///
/// @param uidNext 1 to 2³²
/// @param flagTable the flags of all its messages, past ones too
/// @param systemFlags the system flags any message has or had, as bits
/// @param chunks ascending by UID, none empty, none with more than [Chunk#ROWS_MAX] messages
public record MailboxState(
    MailboxId id,
    MailboxName name,
    UidValidity uidValidity,
    long uidNext,
    long highestModSeq,
    FlagTable flagTable,
    int systemFlags,
    List<ChunkHandle> chunks) {

  /// What came of a change.
  ///
  /// @param uids the messages that changed or went
  public record Changed(MailboxState after, UidSet uids) {}

  public MailboxState {
    chunks = List.copyOf(chunks);
  }

  static MailboxState empty(MailboxId id, MailboxName name, UidValidity uidValidity, long modSeq) {
    return new MailboxState(id, name, uidValidity, 1, modSeq, FlagTable.EMPTY, 0, List.of());
  }

  /// rfc3501/uid-unchanged
  MailboxState renamed(MailboxName to) {
    return new MailboxState(
        id, to, uidValidity, uidNext, highestModSeq, flagTable, systemFlags, chunks);
  }

  boolean hasUidsFor(long count) {
    return uidNext + count - 1 <= Uid.MAX;
  }

  public int messageCount() {
    return chunks.stream().mapToInt(chunk -> chunk.stats().count()).sum();
  }

  public Set<Flag> flagsInUse() {
    return flagTable.inUse(systemFlags);
  }

  /// The mailbox with the messages of `batch` at its end.
  ///
  /// rfc3502/one-mod-sequence, rfc3501/uid-ascending
  MailboxState with(Batch batch, long modSeq, long saveDate) throws IOException {
    FlagTable.Editor table = new FlagTable.Editor(flagTable);
    Renumbering numbers = new Renumbering(n -> table.number(batch.flags().flags(n)));
    List<ChunkHandle> next = new ArrayList<>(chunks);
    long uid = uidNext;
    for (Chunk chunk : batch.chunks()) {
      Chunk entering = chunk.entering(uid, chunk.flags().map(numbers), modSeq, saveDate);
      uid += entering.count();
      addMerging(next, entering, Chunk.ROWS_MAX);
    }
    return new MailboxState(
        id,
        name,
        uidValidity,
        uid,
        modSeq,
        table.table(),
        systemFlags | numbers.systemFlags(),
        next);
  }

  /// Adds a chunk at the end, joined with the last one if both together have `limit` rows at most.
  private static void addMerging(List<ChunkHandle> chunks, Chunk chunk, int limit)
      throws IOException {
    if (!chunks.isEmpty() && chunks.getLast().stats().count() + chunk.count() <= limit) {
      chunks.add(new ChunkHandle(chunks.removeLast().chunk().concat(chunk)));
    } else {
      chunks.add(new ChunkHandle(chunk));
    }
  }

  /// The mailbox with the flags of those of `uids` changed whose flags are not so already.
  ///
  /// rfc3501/flags-permanent
  Changed storeFlags(UidSet uids, FlagChange change, Set<Flag> flags, long modSeq)
      throws IOException {
    FlagTable.Editor table = new FlagTable.Editor(flagTable);
    Renumbering numbers = new Renumbering(n -> table.join(n, change, flags));
    UidRanges changed = new UidRanges();
    List<ChunkHandle> next = new ArrayList<>(chunks.size());
    for (ChunkHandle handle : chunks) {
      if (!touches(uids, handle.stats())) {
        next.add(handle);
        continue;
      }
      Chunk chunk = handle.chunk();
      long[] after = chunk.flags().toArray();
      BitSet rows = chunk.rows(uids);
      for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
        long before = after[row];
        after[row] = numbers.applyAsLong(before);
        if (after[row] == before) {
          rows.clear(row);
        }
      }
      next.add(rows.isEmpty() ? handle : changed(chunk, rows, after, modSeq));
      addUids(changed, chunk, rows);
    }
    UidSet uidsChanged = changed.finish();
    if (uidsChanged.isEmpty()) {
      return new Changed(this, uidsChanged);
    }
    int system = systemFlags | numbers.systemFlags();
    return new Changed(
        new MailboxState(id, name, uidValidity, uidNext, modSeq, table.table(), system, next),
        uidsChanged);
  }

  /// Remembers what became of each number of flags: a million messages have a handful of them.
  private static final class Renumbering implements LongUnaryOperator {
    private final LongUnaryOperator change;
    private final Map<Long, Long> known = new HashMap<>();
    private long last = -1;
    private long lastBecame;

    Renumbering(LongUnaryOperator change) {
      this.change = change;
    }

    @Override
    public long applyAsLong(long number) {
      if (number != last) {
        lastBecame = known.computeIfAbsent(number, change::applyAsLong);
        last = number;
      }
      return lastBecame;
    }

    /// The system flags in any number that came out.
    int systemFlags() {
      return known.values().stream().mapToInt(FlagTable::system).reduce(0, (a, b) -> a | b);
    }
  }

  private static ChunkHandle changed(Chunk chunk, BitSet rows, long[] flags, long modSeq) {
    Column modSeqs;
    if (rows.cardinality() == chunk.count()) {
      modSeqs = Column.constant(chunk.count(), modSeq);
    } else {
      long[] values = chunk.modSeq().toArray();
      rows.stream().forEach(row -> values[row] = modSeq);
      modSeqs = Column.of(values, values.length);
    }
    return new ChunkHandle(chunk.withFlags(Column.of(flags, flags.length), modSeqs));
  }

  /// False if none of `uids` can be in the chunk.
  private static boolean touches(UidSet uids, ChunkStats stats) {
    if (uids.isEmpty()) {
      return false;
    }
    List<UidSet.Range> ranges = uids.ranges();
    int next = Chunk.firstEndingAt(ranges, stats.firstUid());
    return next < ranges.size() && ranges.get(next).first() <= stats.lastUid();
  }

  private static void addUids(UidRanges uids, Chunk chunk, BitSet rows) {
    for (int from = rows.nextSetBit(0); from >= 0; ) {
      int to = rows.nextClearBit(from);
      long first = chunk.uid().get(from);
      long last = chunk.uid().get(to - 1);
      if (last - first == to - 1 - from) {
        uids.add(first, last);
      } else {
        for (int row = from; row < to; row++) {
          uids.add(chunk.uid().get(row));
        }
      }
      from = rows.nextSetBit(to);
    }
  }

  /// The mailbox without those of `uids` that exist.
  Changed without(UidSet uids, long modSeq) throws IOException {
    UidRanges gone = new UidRanges();
    List<ChunkHandle> next = new ArrayList<>(chunks.size());
    for (ChunkHandle handle : chunks) {
      if (!touches(uids, handle.stats())) {
        next.add(handle);
        continue;
      }
      Chunk chunk = handle.chunk();
      BitSet rows = chunk.rows(uids);
      addUids(gone, chunk, rows);
      if (rows.isEmpty()) {
        next.add(handle);
      } else if (rows.cardinality() < chunk.count()) {
        rows.flip(0, chunk.count());
        // Joined only while small: a chunk is not to be copied again and again as others shrink.
        addMerging(next, chunk.select(rows), Chunk.ROWS_MAX / 2);
      }
    }
    UidSet uidsGone = gone.finish();
    if (uidsGone.isEmpty()) {
      return new Changed(this, uidsGone);
    }
    return new Changed(
        new MailboxState(id, name, uidValidity, uidNext, modSeq, flagTable, systemFlags, next),
        uidsGone);
  }

  /// The mailbox with the octets of its messages where `moves` put them.
  MailboxState withBodiesMoved(Moves moves) throws IOException {
    List<ChunkHandle> next = new ArrayList<>(chunks.size());
    boolean changed = false;
    for (ChunkHandle handle : chunks) {
      Chunk moved = handle.isLeftAloneBy(moves) ? null : handle.peek().withBodiesMoved(moves);
      changed |= moved != null;
      next.add(moved == null ? handle : new ChunkHandle(moved));
    }
    return changed
        ? new MailboxState(
            id, name, uidValidity, uidNext, highestModSeq, flagTable, systemFlags, next)
        : this;
  }

  /// The mailbox with a higher UID for the next message.
  MailboxState withUidNext(long next) {
    return new MailboxState(
        id, name, uidValidity, next, highestModSeq, flagTable, systemFlags, chunks);
  }

  /// The mailbox under another UIDVALIDITY.
  MailboxState withUidValidity(UidValidity value) {
    return new MailboxState(
        id, name, value, uidNext, highestModSeq, flagTable, systemFlags, chunks);
  }

  /// The mailbox with the octets of those of `uids` that exist at one place.
  MailboxState withBodiesAt(long place, UidSet uids) throws IOException {
    List<ChunkHandle> next = new ArrayList<>(chunks.size());
    for (ChunkHandle handle : chunks) {
      BitSet rows = touches(uids, handle.stats()) ? handle.chunk().rows(uids) : new BitSet();
      next.add(rows.isEmpty() ? handle : new ChunkHandle(handle.chunk().withBodiesAt(place, rows)));
    }
    return withChunks(next);
  }

  /// The mailbox without the messages in these of its chunks, but with those of their UIDs that
  /// `known` has, which is the same mailbox as it may have been once.
  MailboxState withChunksReplaced(List<ChunkHandle> gone, MailboxState known) throws IOException {
    FlagTable.Editor table = new FlagTable.Editor(flagTable);
    Renumbering numbers = new Renumbering(n -> table.number(known.flagTable.flags(n)));
    List<ChunkHandle> next = new ArrayList<>();
    for (ChunkHandle handle : chunks) {
      if (!gone.contains(handle)) {
        next.add(handle);
        continue;
      }
      ChunkStats stats = handle.stats();
      for (Chunk chunk : known.batch(UidSet.range(stats.firstUid(), stats.lastUid())).chunks()) {
        next.add(new ChunkHandle(chunk.withFlags(chunk.flags().map(numbers), chunk.modSeq())));
      }
    }
    int system = systemFlags | numbers.systemFlags();
    return new MailboxState(
        id, name, uidValidity, uidNext, highestModSeq, table.table(), system, next);
  }

  private MailboxState withChunks(List<ChunkHandle> next) {
    return new MailboxState(
        id, name, uidValidity, uidNext, highestModSeq, flagTable, systemFlags, next);
  }

  /// Those of `uids` that exist.
  UidSet existing(UidSet uids) throws IOException {
    List<Chunk> read = new ArrayList<>();
    for (ChunkHandle handle : chunks) {
      if (touches(uids, handle.stats())) {
        read.add(handle.chunk());
      }
    }
    return existing(read, uids);
  }

  /// Those of `uids` that are in `chunks`.
  public static UidSet existing(List<Chunk> chunks, UidSet uids) {
    UidRanges found = new UidRanges();
    for (Chunk chunk : chunks) {
      addUids(found, chunk, chunk.rows(uids));
    }
    return found.finish();
  }

  /// Those of `uids` that have `\Deleted`.
  UidSet deleted(UidSet uids) throws IOException {
    UidRanges found = new UidRanges();
    for (ChunkHandle handle : chunks) {
      if (handle.stats().deleted() > 0 && touches(uids, handle.stats())) {
        Chunk chunk = handle.chunk();
        BitSet rows = chunk.rows(uids);
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
          if ((chunk.flags().get(row) & FlagTable.DELETED) == 0) {
            rows.clear(row);
          }
        }
        addUids(found, chunk, rows);
      }
    }
    return found.finish();
  }

  /// Those of `uids` whose octets are in a place that `place` does not accept.
  UidSet withBodiesNot(LongPredicate place, UidSet uids) throws IOException {
    UidRanges found = new UidRanges();
    for (ChunkHandle handle : chunks) {
      if (touches(uids, handle.stats())) {
        Chunk chunk = handle.chunk();
        BitSet rows = chunk.rows(uids);
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
          if (place.test(chunk.body().get(row))) {
            rows.clear(row);
          }
        }
        addUids(found, chunk, rows);
      }
    }
    return found.finish();
  }

  /// Those of `uids` that exist, on their way into another mailbox.
  Batch batch(UidSet uids) throws IOException {
    List<Chunk> selected = new ArrayList<>();
    for (ChunkHandle handle : chunks) {
      if (touches(uids, handle.stats())) {
        Chunk chunk = handle.chunk();
        BitSet rows = chunk.rows(uids);
        if (!rows.isEmpty()) {
          selected.add(chunk.select(rows));
        }
      }
    }
    return new Batch(flagTable, selected, Optional.empty());
  }
}
