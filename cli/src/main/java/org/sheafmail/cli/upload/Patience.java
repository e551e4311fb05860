package org.sheafmail.cli.upload;

import java.time.Duration;

/// How long to wait for a server that is gone or asks for time, and how: each pause is twice as
/// long as the one before, until all of them together reach the limit.
///
/// @param limit for the pauses of one trouble together
public record Patience(Duration first, Duration longest, Duration limit, Pause pause) {
  /// Waits.
  @FunctionalInterface
  public interface Pause {
    void take(Duration duration) throws InterruptedException;
  }

  /// Sleeps.
  public static final Pause SLEEP = d -> Thread.sleep(d.toMillis());

  /// For servers elsewhere.
  public static Patience upTo(Duration limit) {
    return upTo(limit, SLEEP);
  }

  /// For servers elsewhere, waiting in another way.
  public static Patience upTo(Duration limit, Pause pause) {
    return new Patience(Duration.ofMillis(200), Duration.ofMinutes(1), limit, pause);
  }

  /// One trouble, from its beginning to its end.
  public Trouble trouble() {
    return new Trouble();
  }

  /// Counts the pauses of one trouble.
  public final class Trouble {
    private Duration next = first;
    private Duration taken = Duration.ZERO;

    /// The next pause, at least `asked` if the server named a time; zero or less if patience is at
    /// its end.
    public Duration next(Duration asked) {
      Duration pauseNow = asked.compareTo(next) > 0 ? asked : next;
      next = next.multipliedBy(2).compareTo(longest) > 0 ? longest : next.multipliedBy(2);
      boolean over = taken.plus(pauseNow).compareTo(limit) > 0;
      taken = taken.plus(pauseNow);
      return over ? Duration.ZERO : pauseNow;
    }
  }
}
