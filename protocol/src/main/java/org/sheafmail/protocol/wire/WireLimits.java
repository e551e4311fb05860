package org.sheafmail.protocol.wire;

/// Bounds on what a reader takes from its peer.
///
/// @param lineOctetsMax longest line, counted without the octets of literals: from the start of the
///   command or the end of a literal to the end of the line. A server takes 8000 at the least (RFC
///   2683 §3.2.1.5)
/// @param stringLiteralOctetsMax largest literal that stands for a string; messages are not bound
///   by it
/// @param stringLiteralsMax how many literals may stand for strings in one command
/// @param skipOctetsMax octets that are read and thrown away to stay in step after a refusal
public record WireLimits(
    int lineOctetsMax, int stringLiteralOctetsMax, int stringLiteralsMax, long skipOctetsMax) {
  private static final int LINE_OCTETS_LEAST = 8000;
  private static final int LINE_OCTETS_LIMIT = 64 << 20;

  /// What a server starts with.
  public static final WireLimits DEFAULT = new WireLimits(65_536, 65_536, 100, 64L << 20);

  /// What a client takes from a server: a `SEARCH` response is one line however much was found, and
  /// a body that is fetched is a string.
  public static final WireLimits RESPONSES =
      new WireLimits(LINE_OCTETS_LIMIT, 64 << 20, 100_000, 1L << 40);

  public WireLimits {
    if (lineOctetsMax < LINE_OCTETS_LEAST || lineOctetsMax > LINE_OCTETS_LIMIT) {
      throw new IllegalArgumentException(
          "line limit outside 8000.." + LINE_OCTETS_LIMIT + ": " + lineOctetsMax);
    }
    if (stringLiteralOctetsMax < 0 || stringLiteralsMax < 0 || skipOctetsMax < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }
}
