package org.sheafmail.store.crash;

import java.util.Map;
import java.util.TreeMap;

/// Counts what many runs met, to see that they meet what they are for.
final class Statistics {
  private final Map<String, Integer> counts = new TreeMap<>();

  synchronized void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  synchronized int of(String what) {
    return counts.getOrDefault(what, 0);
  }

  @Override
  public synchronized String toString() {
    return counts.toString();
  }
}
