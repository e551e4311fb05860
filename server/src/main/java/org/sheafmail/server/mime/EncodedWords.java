package org.sheafmail.server.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Decodes the text of a header field: `encoded-word = "=?" charset "?" encoding "?" encoded-text
/// "?="` (RFC 2047 §2), with the language of RFC 2231 §5.
///
/// White space between two encoded words is no text. Words of one charset that follow each other
/// are decoded as one, since senders cut characters of several octets in two.
final class EncodedWords {
  private static final int CHARSET_LENGTH_MAX = 60;

  /// RFC 2047 §2 allows 75 for the whole word; many a sender writes the whole line as one.
  private static final int TEXT_LENGTH_MAX = 2000;

  private final String field;
  private final StringBuilder decoded = new StringBuilder();
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private @Nullable String charset;

  private EncodedWords(String field) {
    this.field = field;
  }

  /// @param field the body of a field, unfolded
  static String decode(String field) {
    return field.contains("=?") ? new EncodedWords(field).decode() : field;
  }

  private String decode() {
    int plainFrom = 0;
    int at = field.indexOf("=?");
    while (at >= 0) {
      int end = word(at, plainFrom);
      plainFrom = end < 0 ? plainFrom : end;
      at = field.indexOf("=?", end < 0 ? at + 2 : end);
    }
    flush();
    return decoded.append(field, plainFrom, field.length()).toString();
  }

  /// Decodes the word at `at`, and the plain text before it; returns its end, or −1 if there is no
  /// word.
  private int word(int at, int plainFrom) {
    int charsetEnd = indexOf("?", at + 2, CHARSET_LENGTH_MAX);
    if (charsetEnd < 0 || !field.startsWith("?", charsetEnd + 2)) {
      return -1;
    }
    int textEnd = indexOf("?=", charsetEnd + 3, TEXT_LENGTH_MAX);
    if (textEnd < 0) {
      return -1;
    }
    char encoding = Character.toUpperCase(field.charAt(charsetEnd + 1));
    if (encoding != 'B' && encoding != 'Q') {
      return -1;
    }
    String before = field.substring(plainFrom, at);
    if (charset == null || !before.isBlank()) {
      flush();
      decoded.append(before);
    }
    useCharset(field.substring(at + 2, charsetEnd));
    String text = field.substring(charsetEnd + 3, textEnd);
    if (encoding == 'B') {
      base64(text);
    } else {
      quoted(text);
    }
    return textEnd + 2;
  }

  private int indexOf(String wanted, int from, int within) {
    int limit = Math.min(field.length(), from + within);
    return field.indexOf(wanted, Math.min(from, limit), limit);
  }

  private void useCharset(String name) {
    int language = name.indexOf('*');
    String next = (language < 0 ? name : name.substring(0, language)).toLowerCase(Locale.ROOT);
    if (!next.equals(charset)) {
      flush();
      charset = next;
    }
  }

  /// Decodes the words gathered so far.
  private void flush() {
    if (charset != null) {
      decoded.append(LenientDecoder.decode(octets.toByteArray(), charset));
      octets.reset();
      charset = null;
    }
  }

  private void base64(String text) {
    int bits = 0;
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = base64Value(text.charAt(i));
      if (value >= 0) {
        bits = (bits << 6) | value;
        count += 6;
        if (count >= 8) {
          count -= 8;
          octets.write(bits >> count);
        }
      }
    }
  }

  private static int base64Value(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }

  private void quoted(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '=' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
      if (low >= 0) {
        octets.write((high << 4) | low);
        i += 2;
      } else {
        octets.writeBytes(String.valueOf(c == '_' ? ' ' : c).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
