package org.sheafmail.client;

import java.text.Normalizer;

/// Brings a user name or password into the form in which it is compared (RFC 4013): other spaces
/// become spaces, what is invisible goes, and the rest is composed (NFKC). What may not be in
/// either is left for the server to refuse.
final class Saslprep {
  private Saslprep() {}

  static String prepare(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !mapsToNothing(c))
        .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
        .forEach(mapped::appendCodePoint);
    return Normalizer.normalize(mapped, Normalizer.Form.NFKC);
  }

  /// RFC 3454, table B.1.
  private static boolean mapsToNothing(int c) {
    return c == 0x00AD
        || c == 0x034F
        || c == 0x1806
        || (c >= 0x180B && c <= 0x180D)
        || (c >= 0x200B && c <= 0x200D)
        || c == 0x2060
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFEFF;
  }
}
