package org.sheafmail.e2e.load;

import java.util.Map;
import java.util.TreeMap;

/// Counts what was done and what was found.
final class Tally {
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
