package org.sheafmail.protocol.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;

/// Messages as a client names them, by sequence number or by UID, in the order written.
///
/// `sequence-set = (seq-number / seq-range) *("," sequence-set)` with `seq-number = nz-number /
/// "*"` (RFC 3501 §9). `5:3` is `3:5`, and `*` is whatever number is the largest in use when the
/// set is resolved.
public record SequenceSet(List<Range> ranges) {
  /// Stands for `*` in a [Range].
  public static final long STAR = 0;

  /// `first:last` in either order; a single number has both ends equal.
  public record Range(long first, long last) {
    public Range {
      if (first < 0 || first > Uid.MAX || last < 0 || last > Uid.MAX) {
        throw new IllegalArgumentException("not a sequence range: " + first + ":" + last);
      }
    }

    @Override
    public String toString() {
      return first == last ? number(first) : number(first) + ":" + number(last);
    }

    private static String number(long n) {
      return n == STAR ? "*" : Long.toString(n);
    }
  }

  public SequenceSet {
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("a sequence set names one message at the least");
    }
    ranges = List.copyOf(ranges);
  }

  /// The set that names exactly `uids`, which must not be empty.
  public static SequenceSet of(UidSet uids) {
    return new SequenceSet(
        uids.ranges().stream().map(r -> new Range(r.first(), r.last())).toList());
  }

  /// True if `*` is in the set.
  public boolean hasStar() {
    return ranges.stream().anyMatch(range -> range.first == STAR || range.last == STAR);
  }

  /// The largest number written out; 0 if there is none but `*`.
  public long largest() {
    long largest = 0;
    for (Range range : ranges) {
      largest = Math.max(largest, Math.max(range.first, range.last));
    }
    return largest;
  }

  /// The numbers meant when `max` is the largest in use, those that nobody has included. With
  /// nothing in use (0), `*` means nothing, and neither does a range with it.
  ///
  /// rfc3501/sequence-star, rfc3501/uid-star
  public UidSet resolve(long max) {
    List<UidSet.Range> resolved = new ArrayList<>(ranges.size());
    for (Range range : ranges) {
      long first = range.first == STAR ? max : range.first;
      long last = range.last == STAR ? max : range.last;
      if (first != 0 && last != 0) {
        resolved.add(new UidSet.Range(Math.min(first, last), Math.max(first, last)));
      }
    }
    return new UidSet(resolved);
  }

  /// The form on the wire.
  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }
}
