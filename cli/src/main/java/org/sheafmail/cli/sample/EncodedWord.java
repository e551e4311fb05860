package org.sheafmail.cli.sample;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Writes header text that is not ASCII as encoded words (RFC 2047).
final class EncodedWord {
  /// RFC 2047 §2: an encoded word is at most 75 characters long.
  private static final int LENGTH_MAX = 75;

  private EncodedWord() {}

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /// The text as words no longer than allowed, each whole by itself: a character is never split
  /// over two words, and a stateful charset begins anew in each (RFC 2047 §5).
  static List<String> encode(String text, Charset charset, boolean base64) {
    List<String> words = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.offsetByCodePoints(start, 1);
      String word = word(text.substring(start, end), charset, base64);
      while (end < text.length()) {
        int next = text.offsetByCodePoints(end, 1);
        String longer = word(text.substring(start, next), charset, base64);
        if (longer.length() > LENGTH_MAX) {
          break;
        }
        word = longer;
        end = next;
      }
      words.add(word);
      start = end;
    }
    return words;
  }

  private static String word(String text, Charset charset, boolean base64) {
    byte[] octets = Texts.encode(text, charset);
    String name = charset.name().startsWith("x-") ? charset.name().substring(2) : charset.name();
    return base64
        ? "=?" + name + "?B?" + Base64.getEncoder().encodeToString(octets) + "?="
        : "=?" + name + "?Q?" + q(octets) + "?=";
  }

  /// The "Q" encoding, with only those characters left plain that are safe in a phrase (§5, rule
  /// 3).
  private static String q(byte[] octets) {
    StringBuilder out = new StringBuilder();
    for (char c : new String(octets, StandardCharsets.ISO_8859_1).toCharArray()) {
      if (c == ' ') {
        out.append('_');
      } else if (c < 0x80 && (Character.isLetterOrDigit(c) || "!*+-/".indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append(Texts.hex('=', c));
      }
    }
    return out.toString();
  }
}
