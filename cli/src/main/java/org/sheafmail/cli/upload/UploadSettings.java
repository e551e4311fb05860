package org.sheafmail.cli.upload;

import java.time.Duration;
import java.util.OptionalLong;

/// How an upload goes about it.
///
/// @param larger messages of more octets than this are left out, if set
/// @param errorsMax stop when more messages than this are refused, if set
/// @param settling how long after a cut the server may still be busy with what it has received
/// @param patience with a server that is gone or asks for time
/// @param connections through which folders of a source are sent beside each other
public record UploadSettings(
    BatchLimits limits,
    OptionalLong larger,
    OptionalLong errorsMax,
    Duration settling,
    Patience patience,
    int connections,
    Allowance allowance) {
  public UploadSettings {
    if (connections < 1) {
      throw new IllegalArgumentException("there must be one connection at the least");
    }
  }

  /// As much and as fast as it goes.
  public UploadSettings(
      BatchLimits limits,
      OptionalLong larger,
      OptionalLong errorsMax,
      Duration settling,
      Patience patience,
      int connections) {
    this(limits, larger, errorsMax, settling, patience, connections, Allowance.ALL);
  }

  public static final UploadSettings DEFAULT =
      new UploadSettings(
          BatchLimits.DEFAULT,
          OptionalLong.empty(),
          OptionalLong.empty(),
          Duration.ofSeconds(5),
          Patience.upTo(Duration.ofMinutes(10)),
          1);
}
