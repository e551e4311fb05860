package org.sheafmail.protocol.wire;

import java.util.function.IntPredicate;

/// Which octets the grammar allows where (RFC 3501 §9).
final class Octet {
  private Octet() {}

  /// A class of octets, named after its rule.
  static final class Kind {
    static final Kind LETTER = new Kind(c -> (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));

    static final Kind DIGIT = new Kind(c -> c >= '0' && c <= '9');

    /// What the words of the grammar are made of: `RFC822.SIZE`, `SCRAM-SHA-256`.
    static final Kind WORD_CHAR =
        new Kind(c -> LETTER.has(c) || DIGIT.has(c) || c == '.' || c == '-' || c == '_');

    /// `ATOM-CHAR`: any CHAR but `( ) { SP CTL % * " \ ]`.
    static final Kind ATOM_CHAR = new Kind(c -> c > ' ' && c < 0x7F && "(){%*\"\\]".indexOf(c) < 0);

    /// `ASTRING-CHAR = ATOM-CHAR / "]"`
    static final Kind ASTRING_CHAR = new Kind(c -> ATOM_CHAR.has(c) || c == ']');

    /// `list-char = ATOM-CHAR / "%" / "*" / "]"`
    static final Kind LIST_CHAR = new Kind(c -> ASTRING_CHAR.has(c) || c == '%' || c == '*');

    /// What a tag is made of: any `ASTRING-CHAR` but `+`.
    static final Kind TAG_CHAR = new Kind(c -> ASTRING_CHAR.has(c) && c != '+');

    /// `base64-char` and the padding.
    static final Kind BASE64_CHAR =
        new Kind(c -> LETTER.has(c) || DIGIT.has(c) || c == '+' || c == '/' || c == '=');

    /// `TEXT-CHAR`, and 8-bit octets: what stands for itself in a line read to its end.
    static final Kind TEXT_CHAR = new Kind(c -> c != 0 && c != '\r' && c != '\n');

    /// What a forgiving reader takes for part of a word.
    static final Kind TOKEN_CHAR =
        new Kind(c -> TEXT_CHAR.has(c) && c != ' ' && c != '(' && c != ')');

    /// What stands for itself in a quoted string. 8-bit octets are not in the grammar but in many a
    /// password.
    static final Kind QUOTED_CHAR = new Kind(c -> TEXT_CHAR.has(c) && c != '"' && c != '\\');

    private final boolean[] members = new boolean[256];

    private Kind(IntPredicate member) {
      for (int c = 0; c < members.length; c++) {
        members[c] = member.test(c);
      }
    }

    boolean has(int octet) {
      return members[octet];
    }
  }

  /// The octet as a human should read it in an error.
  static String name(int octet) {
    return switch (octet) {
      case '\r', '\n' -> "the end of the line";
      case ' ' -> "a space";
      default ->
          octet > ' ' && octet < 0x7F ? "'" + (char) octet + "'" : String.format("0x%02X", octet);
    };
  }
}
