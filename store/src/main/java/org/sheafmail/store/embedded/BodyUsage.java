package org.sheafmail.store.embedded;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.sheafmail.store.state.Chunk;

/// How much of each file is bodies of messages.
final class BodyUsage implements BodyScan.Visitor {
  /// Bits of the filter for each message, which make it wrong about one in seventy.
  private static final int BITS_FOR_ONE = 16;

  private static final long BITS_MIN = 1 << 10;
  private static final long BITS_MAX = 1 << 30;

  private final Map<Long, Long> octets = new HashMap<>();

  /// Bodies that were counted, so that one with several messages counts once. Now and then it takes
  /// a body for one it has seen: then a file looks emptier than it is, never unused.
  private final BitSet counted;

  private final int mask;

  /// @param messages about how many there are
  BodyUsage(long messages) {
    int bits = (int) Long.highestOneBit(Math.clamp(BITS_FOR_ONE * messages, BITS_MIN, BITS_MAX));
    counted = new BitSet(bits);
    mask = bits - 1;
  }

  @Override
  public void visit(AccountCell account, Chunk chunk) {
    for (int row = 0; row < chunk.count(); row++) {
      long location = chunk.body().get(row);
      octets.merge(
          BodyLocation.start(location), isFirst(location) ? chunk.size().get(row) : 0, Long::sum);
    }
  }

  private boolean isFirst(long location) {
    long mixed = location * 0x9E37_79B9_7F4A_7C15L;
    int one = (int) (mixed >>> 38) & mask;
    int other = (int) (mixed >>> 12) & mask;
    boolean first = !counted.get(one) || !counted.get(other);
    counted.set(one);
    counted.set(other);
    return first;
  }

  /// Whether any message has its octets in the file.
  boolean isReferenced(long start) {
    return octets.containsKey(start);
  }

  /// Octets of the file that messages have, about.
  long octets(long start) {
    return octets.getOrDefault(start, 0L);
  }
}
