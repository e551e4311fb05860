package org.sheafmail.store.embedded;

import java.util.Map;
import java.util.TreeMap;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.Moves;
import org.sheafmail.store.state.Operation;
import org.sheafmail.store.state.Transaction;

/// Per lane, the end of the last octets committed in it: what lies behind is nobody's. And the last
/// transaction that tells of the lane, which whoever reads the journal from before it needs the
/// lane for.
final class LaneEnds {
  /// Both by the number of the lane and guarded by this object.
  private final Map<Long, Long> ends = new TreeMap<>();

  /// The lsn after that of the last transaction that tells of the lane, or a later one.
  private final Map<Long, Long> toldBefore = new TreeMap<>();

  /// Forgets everything.
  synchronized void clear() {
    ends.clear();
    toldBefore.clear();
  }

  /// Takes in what a snapshot knows.
  ///
  /// @param lsn of the first transaction after the snapshot
  synchronized void found(Map<Long, Long> known, long lsn) {
    ends.putAll(known);
    known.keySet().forEach(lane -> toldBefore.put(lane, lsn));
  }

  /// Takes note of what a transaction tells of lanes.
  ///
  /// @param nextLsn of a later transaction
  /// @return octets of tables in lanes that belong to the transaction
  synchronized long committed(Transaction transaction, long nextLsn) {
    long octets = 0;
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.Append append && append.batch().stored().isPresent()) {
        Batch.Stored table = append.batch().stored().get();
        told(table.location(), table.length(), nextLsn);
        octets += table.length();
      } else if (operation instanceof Operation.MoveBodies(Moves moves)) {
        moves.runs().forEach(run -> told(run.to(), run.octets(), nextLsn));
      }
    }
    return octets;
  }

  private void told(long location, long octets, long nextLsn) {
    long lane = BodyLocation.file(location);
    ends.merge(lane, BodyLocation.position(location) + octets, Math::max);
    toldBefore.put(lane, nextLsn);
  }

  /// Whether a transaction of that lsn or a later one tells of the lane.
  synchronized boolean isToldOfFrom(long lane, long lsn) {
    return toldBefore.getOrDefault(lane, 0L) > lsn;
  }

  /// The lane is no more.
  synchronized void removed(long lane) {
    ends.remove(lane);
    toldBefore.remove(lane);
  }

  synchronized Map<Long, Long> all() {
    return new TreeMap<>(ends);
  }
}
