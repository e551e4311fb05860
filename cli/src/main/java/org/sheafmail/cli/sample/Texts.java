package org.sheafmail.cli.sample;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/// Turns text into octets and octets into what may stand in a body (RFC 2045 §6).
///
/// Results are strings with one `char` for each octet, so that pieces of a message can be put
/// together before it is written out.
final class Texts {
  private static final int QUOTED_PRINTABLE_LINE_MAX = 76;

  private Texts() {}

  /// @throws IllegalArgumentException if the charset lacks a character of the text
  static byte[] encode(String text, Charset charset) {
    try {
      ByteBuffer octets = charset.newEncoder().encode(CharBuffer.wrap(text));
      byte[] copy = new byte[octets.remaining()];
      octets.get(copy);
      return copy;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not in " + charset + ": " + text, e);
    }
  }

  static String octets(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  static String hex(char mark, int octet) {
    return String.format(Locale.ROOT, "%c%02X", mark, octet);
  }

  static String crlf(String text) {
    return text.replace("\n", "\r\n");
  }

  /// The octets in base64, in lines that each end in CRLF.
  static String base64(byte[] octets) {
    return Base64.getMimeEncoder().encodeToString(octets) + "\r\n";
  }

  /// Text with `\n` between its lines in quoted-printable (RFC 2045 §6.7), lines ending in CRLF.
  static String quotedPrintable(String text, Charset charset) {
    StringBuilder out = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      quotedPrintableLine(octets(encode(line, charset)), out);
      out.append("\r\n");
    }
    out.setLength(out.length() - 2);
    return out.toString();
  }

  private static void quotedPrintableLine(String line, StringBuilder out) {
    int column = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean last = i == line.length() - 1;
      boolean plain = (c > ' ' && c < 0x7F && c != '=') || (c == ' ' && !last);
      // "From " and "." at the start of a line are harmed by some relays: better not sent as such.
      boolean harmful = column == 0 && (c == '.' || line.startsWith("From ", i));
      String piece = plain && !harmful ? String.valueOf(c) : hex('=', c);
      if (column + piece.length() > QUOTED_PRINTABLE_LINE_MAX - (last ? 0 : 1)) {
        out.append("=\r\n");
        column = 0;
      }
      out.append(piece);
      column += piece.length();
    }
  }
}
