package org.sheafmail.server.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Slows down whoever guesses passwords: counts failed logins by network address, makes each
/// further failure wait longer for its answer, and after too many takes no more attempts for a
/// while.
///
/// An IPv6 address counts by its /64, of which one guesser has all. Any user may come from any
/// address, so nobody can lock a user out from elsewhere.
public final class LoginThrottle {
  /// Addresses remembered; beyond that the one heard of longest ago is forgotten.
  private static final int ADDRESSES_MAX = 10_000;

  private final Clock clock;
  private final Duration delayFirst;
  private final Duration delayMax;
  private final int failuresMax;
  private final Duration memory;

  /// Guards `failures`.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, Failures> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > ADDRESSES_MAX;
        }
      };

  private record Failures(int count, Instant last) {}

  /// @param delayFirst what the first failure waits; doubles with each one after it
  /// @param failuresMax attempts are refused from then on
  /// @param memory how long after the last failure the count starts anew
  public LoginThrottle(
      Clock clock, Duration delayFirst, Duration delayMax, int failuresMax, Duration memory) {
    this.clock = clock;
    this.delayFirst = delayFirst;
    this.delayMax = delayMax;
    this.failuresMax = failuresMax;
    this.memory = memory;
  }

  /// True if an attempt from there is to be refused unseen.
  public boolean refuses(InetAddress address) {
    lock.lock();
    try {
      return failuresOf(key(address)) >= failuresMax;
    } finally {
      lock.unlock();
    }
  }

  /// Counts a failed login.
  ///
  /// @return how long its answer is to wait
  public Duration failed(InetAddress address) {
    String key = key(address);
    lock.lock();
    try {
      int count = failuresOf(key) + 1;
      failures.remove(key); // Put back as the youngest.
      failures.put(key, new Failures(count, clock.instant()));
      Duration delay = delayFirst.multipliedBy(1L << Math.min(count - 1, 20));
      return delay.compareTo(delayMax) < 0 ? delay : delayMax;
    } finally {
      lock.unlock();
    }
  }

  /// Forgets the failures of an address from which somebody has logged in.
  public void succeeded(InetAddress address) {
    lock.lock();
    try {
      failures.remove(key(address));
    } finally {
      lock.unlock();
    }
  }

  private int failuresOf(String key) {
    Failures found = failures.get(key);
    if (found == null) {
      return 0;
    }
    if (found.last().plus(memory).isBefore(clock.instant())) {
      failures.remove(key);
      return 0;
    }
    return found.count();
  }

  private static String key(InetAddress address) {
    byte[] octets = address.getAddress();
    int length = address instanceof Inet6Address ? 8 : octets.length;
    return HexFormat.of().formatHex(Arrays.copyOf(octets, length));
  }
}
