package org.sheafmail.store.state;

import java.util.ArrayList;
import java.util.List;
import org.sheafmail.protocol.UidSet;

/// Collects UIDs that ascend into a [UidSet], a range at a time where they come in ranges.
public final class UidRanges {
  private final List<UidSet.Range> ranges = new ArrayList<>();
  private long first;
  private long last = -1;

  public void add(long uid) {
    add(uid, uid);
  }

  /// The UIDs from `from` to `to`, both included, all above those added before.
  public void add(long from, long to) {
    if (from == last + 1) {
      last = to;
      return;
    }
    close();
    first = from;
    last = to;
  }

  private void close() {
    if (last > 0) {
      ranges.add(new UidSet.Range(first, last));
    }
  }

  public UidSet finish() {
    close();
    last = -1;
    return new UidSet(ranges);
  }
}
