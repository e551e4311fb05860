package org.sheafmail.store.embedded;

import java.util.LinkedHashMap;
import java.util.Map;

/// The large bodies that were compared with their checksums a while ago, by their places: each is
/// read once for that and not again for every part of it that is asked for.
final class VerifiedBodies {
  private static final int BODIES_MAX = 16 << 10;

  /// Checksums by place, in the order of last use. Guarded by itself.
  private final Map<Long, Integer> bodies =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
          return size() > BODIES_MAX;
        }
      };

  boolean contains(long location, int checksum) {
    synchronized (bodies) {
      Integer known = bodies.get(location);
      return known != null && known == checksum;
    }
  }

  void add(long location, int checksum) {
    synchronized (bodies) {
      bodies.put(location, checksum);
    }
  }
}
