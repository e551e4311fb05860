package org.sheafmail.store.crash;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Moves on only when told to, and stays within the first second of 1970, so that no UIDVALIDITY
/// depends on when a mailbox was made.
final class TickingClock extends Clock {
  private long microseconds;

  long microseconds() {
    return microseconds;
  }

  void set(long wanted) {
    microseconds = wanted;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(microseconds * 1000);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
