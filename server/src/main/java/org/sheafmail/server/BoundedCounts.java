package org.sheafmail.server;

import java.util.HashMap;
import java.util.Map;

/// Counts things by key, up to a bound each: connections by address, sessions by user.
final class BoundedCounts<K> {
  private final int max;

  /// Guarded by itself.
  private final Map<K, Integer> counts = new HashMap<>();

  BoundedCounts(int max) {
    this.max = max;
  }

  /// Counts one more under `key`.
  ///
  /// @return false, and nothing is counted, if the bound is reached
  boolean enter(K key) {
    synchronized (counts) {
      if (counts.getOrDefault(key, 0) >= max) {
        return false;
      }
      counts.merge(key, 1, Integer::sum);
      return true;
    }
  }

  /// Takes back one [#enter] that returned true.
  void leave(K key) {
    synchronized (counts) {
      counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }
  }
}
