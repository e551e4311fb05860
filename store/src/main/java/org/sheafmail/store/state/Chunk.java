package org.sheafmail.store.state;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.UidSet;

/// Up to 4096 messages of a mailbox that follow each other, column by column; immutable.
///
/// @param uid ascending
/// @param flags numbers of the mailbox's [FlagTable]
/// @param dateSecond the internal date in seconds since 1970 UTC
/// @param dateOffset and the seconds its zone is ahead of UTC
/// @param saveDate in microseconds since 1970 UTC
/// @param size in octets
/// @param body where the octets are, in words of the engine
/// @param checksum CRC32C of the octets, unsigned
public record Chunk(
    Column uid,
    Column flags,
    Column modSeq,
    Column dateSecond,
    Column dateOffset,
    Column saveDate,
    Column size,
    Column body,
    Column checksum) {
  public static final int ROWS_MAX = 4096;

  public int count() {
    return uid.count();
  }

  Chunk withFlags(Column newFlags, Column newModSeq) {
    return new Chunk(
        uid, newFlags, newModSeq, dateSecond, dateOffset, saveDate, size, body, checksum);
  }

  /// The same messages under new UIDs, `firstUid` and following, as they enter a mailbox.
  Chunk entering(long firstUid, Column newFlags, long newModSeq, long newSaveDate) {
    int count = count();
    return new Chunk(
        Column.rising(count, firstUid),
        newFlags,
        Column.constant(count, newModSeq),
        dateSecond,
        dateOffset,
        Column.constant(count, newSaveDate),
        size,
        body,
        checksum);
  }

  /// The same messages with `shift` added to where their octets are.
  Chunk movedBy(long shift) {
    return new Chunk(
        uid, flags, modSeq, dateSecond, dateOffset, saveDate, size, body.plus(shift), checksum);
  }

  /// The same messages with their octets where `moves` put them; `null` if it put none of them
  /// elsewhere.
  @Nullable Chunk withBodiesMoved(Moves moves) {
    for (int row = 0; row < count(); row++) {
      long place = body.get(row);
      if (moves.moved(place) != place) {
        Column moved = body.map(moves::moved);
        return new Chunk(
            uid, flags, modSeq, dateSecond, dateOffset, saveDate, size, moved, checksum);
      }
    }
    return null;
  }

  /// The same messages with the octets of those whose rows are set at one place.
  Chunk withBodiesAt(long place, BitSet rows) {
    long[] places = body.toArray();
    rows.stream().forEach(row -> places[row] = place);
    return new Chunk(
        uid,
        flags,
        modSeq,
        dateSecond,
        dateOffset,
        saveDate,
        size,
        Column.of(places, places.length),
        checksum);
  }

  Chunk concat(Chunk next) {
    return new Chunk(
        uid.concat(next.uid),
        flags.concat(next.flags),
        modSeq.concat(next.modSeq),
        dateSecond.concat(next.dateSecond),
        dateOffset.concat(next.dateOffset),
        saveDate.concat(next.saveDate),
        size.concat(next.size),
        body.concat(next.body),
        checksum.concat(next.checksum));
  }

  /// The messages whose rows are set in `rows`.
  Chunk select(BitSet rows) {
    return new Chunk(
        uid.select(rows),
        flags.select(rows),
        modSeq.select(rows),
        dateSecond.select(rows),
        dateOffset.select(rows),
        saveDate.select(rows),
        size.select(rows),
        body.select(rows),
        checksum.select(rows));
  }

  void addBodies(Set<Long> places) {
    for (int row = 0; row < count(); row++) {
      places.add(body.get(row));
    }
  }

  /// The rows whose octets are in one of `places`.
  BitSet rowsWithBodiesIn(Set<Long> places) {
    BitSet rows = new BitSet(count());
    for (int row = 0; row < count(); row++) {
      rows.set(row, places.contains(body.get(row)));
    }
    return rows;
  }

  /// The rows whose UIDs are in `uids`.
  BitSet rows(UidSet uids) {
    BitSet rows = new BitSet(count());
    long first = uid.get(0);
    long last = uid.get(count() - 1);
    List<UidSet.Range> ranges = uids.ranges();
    for (int i = firstEndingAt(ranges, first); i < ranges.size(); i++) {
      UidSet.Range range = ranges.get(i);
      if (range.first() > last) {
        break;
      }
      int from = range.first() <= first ? 0 : insertion(uid.search(range.first()));
      int to = range.last() >= last ? count() : insertion(uid.search(range.last() + 1));
      rows.set(from, to);
    }
    return rows;
  }

  private static int insertion(int found) {
    return found >= 0 ? found : -found - 1;
  }

  /// The first range that ends at `uid` or later.
  static int firstEndingAt(List<UidSet.Range> ranges, long uid) {
    int low = 0;
    int high = ranges.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranges.get(middle).last() < uid) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The number of rows and the nine columns in the order above.
  public void write(RecordWriter out) {
    out.putNumber(count());
    for (Column column : columns()) {
      out.putColumn(column);
    }
  }

  private List<Column> columns() {
    return List.of(uid, flags, modSeq, dateSecond, dateOffset, saveDate, size, body, checksum);
  }

  public static Chunk read(RecordReader in) throws CorruptException {
    int count = in.intNumber();
    CorruptException.unless(count >= 1 && count <= ROWS_MAX, "a chunk of " + count + " messages");
    return new Chunk(
        in.column(count),
        in.column(count),
        in.column(count),
        in.column(count),
        in.column(count),
        in.column(count),
        in.column(count),
        in.column(count),
        in.column(count));
  }
}
