package org.sheafmail.cli.upload;

import org.sheafmail.cli.source.Digest;

/// How often each digest occurs in each mailbox, in 20 octets for each of them (up to 40 while the
/// table grows): the one thing an upload holds in memory that grows with the number of messages.
///
/// Of a digest 128 bits are kept. That two messages of one upload agree in them by chance will not
/// happen; and an attacker who can find two has no use for it.
final class DigestCounts {
  private static final double LOAD_MAX = 0.7;

  private long[] keys = new long[2 * 64];
  private int[] counts = new int[64];
  private int used;

  /// One more of it.
  void add(int mailbox, Digest digest) {
    if (used >= counts.length * LOAD_MAX) {
      grow();
    }
    int slot = slot(first(mailbox, digest), digest.second());
    if (counts[slot] == 0) {
      keys[2 * slot] = first(mailbox, digest);
      keys[2 * slot + 1] = digest.second();
      used++;
    }
    // Zero marks an empty slot, so counts are kept one higher.
    counts[slot] = Math.max(1, counts[slot]) + 1;
  }

  /// Takes one of it away; false if there is none.
  boolean take(int mailbox, Digest digest) {
    int slot = slot(first(mailbox, digest), digest.second());
    if (counts[slot] <= 1) {
      return false;
    }
    counts[slot]--;
    return true;
  }

  /// Spreads the mailboxes apart, so that one table serves all of them.
  private static long first(int mailbox, Digest digest) {
    return digest.first() ^ (mailbox * 0x9E37_79B9_7F4A_7C15L);
  }

  private int slot(long first, long second) {
    int mask = counts.length - 1;
    int slot = Long.hashCode(first + 31 * second) & mask;
    while (counts[slot] != 0 && (keys[2 * slot] != first || keys[2 * slot + 1] != second)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[2 * oldKeys.length];
    counts = new int[2 * oldCounts.length];
    for (int i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slot(oldKeys[2 * i], oldKeys[2 * i + 1]);
        keys[2 * slot] = oldKeys[2 * i];
        keys[2 * slot + 1] = oldKeys[2 * i + 1];
        counts[slot] = oldCounts[i];
      }
    }
  }
}
