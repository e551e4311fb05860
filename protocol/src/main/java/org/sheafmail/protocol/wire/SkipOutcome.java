package org.sheafmail.protocol.wire;

/// Where a connection stands after the rest of a refused command was passed over.
public enum SkipOutcome {
  /// The next octet begins a command.
  IN_STEP,
  /// The sender announced more than is worth reading: answer, send `BYE` and close.
  OVER_LIMIT,
  /// A synchronizing literal was refused and octets had come all the same. They cannot be told from
  /// commands: answer, send `BYE` and close.
  SENT_UNASKED
}
