package org.sheafmail.protocol.wire;

/// How a writer announces literals.
public enum LiteralMode {
  /// `{n}`, and the octets follow at once: what a server does (RFC 3501 §4.3).
  RESPONSE,
  /// `{n}`, and the octets wait for the server's continuation request.
  SYNCHRONIZING,
  /// `{n+}` up to 4096 octets, else as [#SYNCHRONIZING] (`LITERAL-`, RFC 7888 §5).
  LITERAL_MINUS,
  /// `{n+}` whatever the size (`LITERAL+`, RFC 7888 §4).
  LITERAL_PLUS;

  private static final int LITERAL_MINUS_MAX = 4096;

  /// True if a literal of that size waits to be asked for.
  boolean waits(long size) {
    return this == SYNCHRONIZING || (this == LITERAL_MINUS && size > LITERAL_MINUS_MAX);
  }
}
