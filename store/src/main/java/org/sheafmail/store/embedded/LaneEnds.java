package org.sheafmail.store.embedded;

import java.util.Map;
import java.util.TreeMap;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.Operation;
import org.sheafmail.store.state.Transaction;

/// Per lane, the end of the last batch committed in it. What lies behind is nobody's.
final class LaneEnds {
  /// Guarded by this object.
  private final Map<Long, Long> ends = new TreeMap<>();

  synchronized void found(Map<Long, Long> known) {
    ends.putAll(known);
  }

  /// Takes note of the batches in a transaction that are in lanes.
  ///
  /// @return octets of their tables
  synchronized long committed(Transaction transaction) {
    long octets = 0;
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.Append append && append.batch().stored().isPresent()) {
        Batch.Stored table = append.batch().stored().get();
        ends.merge(
            BodyLocation.file(table.location()),
            BodyLocation.position(table.location()) + table.length(),
            Math::max);
        octets += table.length();
      }
    }
    return octets;
  }

  synchronized Map<Long, Long> all() {
    return new TreeMap<>(ends);
  }
}
