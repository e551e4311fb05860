package org.sheafmail.protocol.wire;

import java.util.Optional;

/// How a literal is announced at the end of a line: `"{" number ["+"] "}"` (RFC 7888 §8), with `~`
/// before it for a `literal8` (RFC 3516 §4.4).
///
/// `{n-}` is in no RFC, but a client in use writes it under `LITERAL-` and means `{n+}`.
record LiteralHeader(long size, boolean synchronizing, boolean binary) {
  /// Octets a header may have. One with so many digits is not for real.
  static final int LENGTH_MAX = 32;

  /// Stands for any size above what 64 bits hold.
  static final long SIZE_HUGE = Long.MAX_VALUE;

  /// The header a line ends with, if any: `{`, digits, `}` and nothing after it.
  ///
  /// rfc7888/zero: a count of nothing is a literal too.
  ///
  /// @param line the last [#LENGTH_MAX] octets of a line, or all of it, without its end
  static Optional<LiteralHeader> atEndOf(byte[] line) {
    int i = line.length - 1;
    if (i < 2 || line[i--] != '}') {
      return Optional.empty();
    }
    boolean synchronizing = line[i] != '+' && line[i] != '-';
    if (!synchronizing) {
      i--;
    }
    int digitsEnd = i + 1;
    while (i >= 0 && line[i] >= '0' && line[i] <= '9') {
      i--;
    }
    if (i + 1 == digitsEnd) {
      return Optional.empty();
    }
    if (i < 0 && line.length == LENGTH_MAX) {
      return Optional.of(new LiteralHeader(SIZE_HUGE, synchronizing, false));
    }
    if (i < 0 || line[i] != '{') {
      return Optional.empty();
    }
    boolean binary = i > 0 && line[i - 1] == '~';
    return Optional.of(new LiteralHeader(size(line, i + 1, digitsEnd), synchronizing, binary));
  }

  private static long size(byte[] line, int from, int to) {
    long size = 0;
    for (int i = from; i < to; i++) {
      if (size > (SIZE_HUGE - 9) / 10) {
        return SIZE_HUGE;
      }
      size = size * 10 + (line[i] - '0');
    }
    return size;
  }
}
