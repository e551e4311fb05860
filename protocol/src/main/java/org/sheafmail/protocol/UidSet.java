package org.sheafmail.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// A set of UIDs (or of sequence numbers already resolved against a mailbox), kept as ranges that
/// ascend, do not overlap and do not touch, so that equal sets are equal values and the written
/// form is the shortest there is.
///
/// `uid-set = (uniqueid / uid-range) *("," uid-set)` (RFC 4315 §4): no `*`. What a client writes
/// with `*` is a sequence set and becomes one of these when the mailbox is known.
public record UidSet(List<Range> ranges) {
  /// The set with nothing in it. It cannot be written on the wire.
  public static final UidSet EMPTY = new UidSet(List.of());

  /// The UIDs from `first` to `last`, both included.
  public record Range(long first, long last) {
    public Range {
      if (first < 1 || last < first || last > Uid.MAX) {
        throw new IllegalArgumentException("not a UID range: " + first + ":" + last);
      }
    }

    /// How many UIDs the range covers.
    public long size() {
      return last - first + 1;
    }

    @Override
    public String toString() {
      // rfc3502/appenduid-single, rfc4315/single-number
      return first == last ? Long.toString(first) : first + ":" + last;
    }
  }

  /// Takes ranges in any order, overlapping or not, and keeps them in their one normal form.
  public UidSet {
    ranges = normal(ranges);
  }

  private static List<Range> normal(List<Range> ranges) {
    if (isNormal(ranges)) {
      return List.copyOf(ranges);
    }
    List<Range> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(Range::first));
    List<Range> merged = new ArrayList<>(sorted.size());
    for (Range next : sorted) {
      Range before = merged.isEmpty() ? null : merged.getLast();
      if (before != null && next.first() <= before.last() + 1) {
        merged.set(
            merged.size() - 1, new Range(before.first(), Math.max(before.last(), next.last())));
      } else {
        merged.add(next);
      }
    }
    return List.copyOf(merged);
  }

  private static boolean isNormal(List<Range> ranges) {
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.get(i).first() <= ranges.get(i - 1).last() + 1) {
        return false;
      }
    }
    return true;
  }

  /// The UIDs from `first` to `last`, both included.
  public static UidSet range(long first, long last) {
    return new UidSet(List.of(new Range(first, last)));
  }

  /// The given UIDs, in any order.
  public static UidSet of(long... uids) {
    return ofSorted(Arrays.stream(uids).sorted());
  }

  /// The given UIDs, which must ascend (equal neighbours are folded).
  public static UidSet ofSorted(LongStream ascending) {
    List<Range> ranges = new ArrayList<>();
    long first = 0;
    long last = -1;
    for (PrimitiveIterator.OfLong uids = ascending.iterator(); uids.hasNext(); ) {
      long uid = uids.nextLong();
      if (uid == last + 1 || uid == last) {
        last = uid;
      } else {
        if (first != 0) {
          ranges.add(new Range(first, last));
        }
        first = uid;
        last = uid;
      }
    }
    if (first != 0) {
      ranges.add(new Range(first, last));
    }
    return new UidSet(ranges);
  }

  /// The UIDs of both sets.
  public UidSet with(UidSet others) {
    List<Range> both = new ArrayList<>(ranges);
    both.addAll(others.ranges);
    return new UidSet(both);
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /// How many UIDs are in the set.
  public long size() {
    return ranges.stream().mapToLong(Range::size).sum();
  }

  public boolean contains(long uid) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Range range = ranges.get(middle);
      if (uid < range.first()) {
        high = middle - 1;
      } else if (uid > range.last()) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /// Every UID of the set, ascending.
  public LongStream stream() {
    return ranges.stream().flatMapToLong(r -> LongStream.rangeClosed(r.first(), r.last()));
  }

  /// The form on the wire, `1:3,7`; empty for [#EMPTY].
  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }
}
