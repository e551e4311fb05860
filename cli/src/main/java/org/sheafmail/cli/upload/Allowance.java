package org.sheafmail.cli.upload;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// How much an upload may send, and how fast.
///
/// @param octets in one run, if set
/// @param time for one run, if set
/// @param messagesPerSecond if set
/// @param octetsPerSecond if set
public record Allowance(
    OptionalLong octets,
    Optional<Duration> time,
    OptionalLong messagesPerSecond,
    OptionalLong octetsPerSecond) {
  /// As much and as fast as it goes.
  public static final Allowance ALL =
      new Allowance(
          OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
}
