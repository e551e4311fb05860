package org.sheafmail.store.embedded;

import java.util.concurrent.TimeUnit;

/// So many octets a second and no more, until it is closed.
final class Throttle implements Pace, AutoCloseable {
  /// Who is less far ahead than this need not wait: short waits take longer than they should.
  private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final double nanosPerOctet;

  /// Both guarded by this object. The time at which all octets so far would have been due.
  private long due = System.nanoTime();

  private boolean closed;

  /// @param octetsPerSecond 1 at the least
  Throttle(long octetsPerSecond) {
    nanosPerOctet = (double) TimeUnit.SECONDS.toNanos(1) / octetsPerSecond;
  }

  @Override
  public synchronized void spent(long octets) throws StoppedException {
    due = Math.max(due, System.nanoTime()) + (long) (octets * nanosPerOctet);
    long ahead = due - System.nanoTime();
    boolean interrupted = false;
    while (!closed && ahead > LEAD_NANOS) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, ahead);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      ahead = due - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (closed) {
      throw new StoppedException();
    }
  }

  /// Whoever waits is sent home, and whoever comes.
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
