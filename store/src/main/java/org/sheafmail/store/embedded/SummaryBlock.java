package org.sheafmail.store.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.state.Column;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.RecordWriter;

/// Summaries of messages whose bodies lie near each other, in the order of their places, so that
/// who asks for all of them reads few blocks (`docs/formats/summaries.md`).
final class SummaryBlock {
  private final Column locations;

  /// Where each summary ends in the octets.
  private final Column ends;

  private final byte[] octets;

  private SummaryBlock(Column locations, Column ends, byte[] octets) {
    this.locations = locations;
    this.ends = ends;
    this.octets = octets;
  }

  /// What stands before a block and is kept in memory for all of them.
  ///
  /// @param version of the summarizer
  /// @param first the least location in the block
  /// @param last the greatest
  record Header(int version, int count, int length, long first, long last, int checksum) {
    static final int OCTETS = 40;

    private static final int MAGIC = 0x424D_5553; // "SUMB"
    private static final int CHECKED = OCTETS - Integer.BYTES;

    /// Magic, version, count, length, first, last, checksum of the block, checksum of the header.
    ByteBuffer encode() {
      ByteBuffer out = ByteBuffer.allocate(OCTETS).order(ByteOrder.LITTLE_ENDIAN);
      out.putInt(MAGIC).putInt(version).putInt(count).putInt(length);
      out.putLong(first).putLong(last).putInt(checksum);
      return out.putInt(Checksum.of(out.duplicate().flip())).flip();
    }

    static @Nullable Header decode(ByteBuffer in) {
      ByteBuffer header = in.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      if (header.remaining() < OCTETS
          || header.getInt() != MAGIC
          || header.getInt(CHECKED) != Checksum.of(header.duplicate().position(0).limit(CHECKED))) {
        return null;
      }
      return new Header(
          header.getInt(),
          header.getInt(),
          header.getInt(),
          header.getLong(),
          header.getLong(),
          header.getInt());
    }

    /// Whether all bodies are in the same file.
    boolean isOfOneFile() {
      return BodyLocation.start(first) == BodyLocation.start(last);
    }

    boolean covers(long location) {
      return first <= location && location <= last;
    }
  }

  /// A block ready to be written.
  record Encoded(Header header, ByteBuffer block) {}

  /// The block with these summaries, of which there is one at the least.
  static Encoded encode(int version, SortedMap<Long, byte[]> summaries) {
    int count = summaries.size();
    long[] locations = new long[count];
    long[] ends = new long[count];
    int row = 0;
    int length = 0;
    for (Map.Entry<Long, byte[]> summary : summaries.entrySet()) {
      length = Math.addExact(length, summary.getValue().length);
      locations[row] = summary.getKey();
      ends[row++] = length;
    }
    RecordWriter out = new RecordWriter(length + 12 * count + 64);
    out.putColumn(Column.of(locations, count));
    out.putColumn(Column.of(ends, count));
    summaries.values().forEach(out::putOctets);
    ByteBuffer block = out.finish();
    return new Encoded(
        new Header(
            version,
            count,
            block.remaining(),
            summaries.firstKey(),
            summaries.lastKey(),
            Checksum.of(block)),
        block);
  }

  /// The block that was written as `block`.
  static SummaryBlock decode(Header header, ByteBuffer block) throws CorruptException {
    if (block.remaining() != header.length || Checksum.of(block) != header.checksum) {
      throw new CorruptException("a block of summaries is not what was stored");
    }
    RecordReader in = new RecordReader(block);
    Column locations = in.column(header.count);
    Column ends = in.column(header.count);
    return new SummaryBlock(locations, ends, in.octets());
  }

  /// The summaries of the messages whose bodies are in such places.
  SortedMap<Long, byte[]> summaries(LongPredicate places) {
    SortedMap<Long, byte[]> chosen = new TreeMap<>();
    for (int row = 0; row < locations.count(); row++) {
      if (places.test(locations.get(row))) {
        chosen.put(locations.get(row), summary(row));
      }
    }
    return chosen;
  }

  /// The summary of the message whose body is there, or `null`.
  byte @Nullable [] find(long location) {
    int row = locations.search(location);
    return row < 0 ? null : summary(row);
  }

  private byte[] summary(int row) {
    int start = row == 0 ? 0 : (int) ends.get(row - 1);
    return Arrays.copyOfRange(octets, start, (int) ends.get(row));
  }
}
