package org.sheafmail.store.embedded;

import java.util.concurrent.atomic.AtomicLong;

/// Octets that all batches kept in memory may have together.
final class MemoryBudget {
  private final AtomicLong left;

  MemoryBudget(long octets) {
    left = new AtomicLong(octets);
  }

  /// True if `octets` were still free; they no longer are.
  boolean take(long octets) {
    long before = left.get();
    while (before >= octets) {
      if (left.compareAndSet(before, before - octets)) {
        return true;
      }
      before = left.get();
    }
    return false;
  }

  void give(long octets) {
    left.addAndGet(octets);
  }
}
