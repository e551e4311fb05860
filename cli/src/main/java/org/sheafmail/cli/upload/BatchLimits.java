package org.sheafmail.cli.upload;

import java.time.Duration;

/// Between what bounds the size of a batch may move.
///
/// @param octetsStart how large the first batches may be
/// @param octetsMax how large batches may grow
/// @param messagesMax how many messages a batch may hold
/// @param aloneFrom messages of this size or more are sent by themselves
/// @param target how long a batch should take: faster ones let the next grow, slower ones shrink it
public record BatchLimits(
    long octetsStart, long octetsMax, int messagesMax, long aloneFrom, Duration target) {
  public static final BatchLimits DEFAULT =
      new BatchLimits(2 << 20, 16 << 20, 2000, 1 << 20, Duration.ofSeconds(5));

  public BatchLimits {
    if (octetsStart < 1 || octetsMax < octetsStart || messagesMax < 1 || aloneFrom < 1) {
      throw new IllegalArgumentException("a batch holds one message at the least");
    }
  }

  /// What is left for each of several connections, so that all of them together need as much memory
  /// as one.
  BatchLimits dividedBy(int connections) {
    long octets = Math.max(1, octetsMax / connections);
    return new BatchLimits(
        Math.min(octetsStart, octets), octets, messagesMax, Math.min(aloneFrom, octets), target);
  }
}
