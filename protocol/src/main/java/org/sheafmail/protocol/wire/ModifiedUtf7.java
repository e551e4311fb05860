package org.sheafmail.protocol.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/// The encoding of mailbox names (RFC 3501 §5.1.3): printable US-ASCII stands for itself but for
/// `&`, which is `&-`; all else is UTF-16 in a base64 with `,` for `/` and without padding, between
/// `&` and `-`.
///
/// Each name has one form. Another that would decode to the same name is refused, as RFC 3501
/// demands, and so are 8-bit octets: nobody can write one name in two ways.
public final class ModifiedUtf7 {
  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getDecoder();

  private ModifiedUtf7() {}

  /// The form of `name` on the wire, in US-ASCII.
  public static String encode(String name) {
    StringBuilder encoded = new StringBuilder(name.length());
    int i = 0;
    while (i < name.length()) {
      char c = name.charAt(i);
      if (isDirect(c)) {
        encoded.append(c == '&' ? "&-" : String.valueOf(c));
        i++;
      } else {
        int from = i;
        while (i < name.length() && !isDirect(name.charAt(i))) {
          i++;
        }
        encoded.append('&').append(shifted(name.substring(from, i))).append('-');
      }
    }
    return encoded.toString();
  }

  private static boolean isDirect(int c) {
    return c >= 0x20 && c <= 0x7E;
  }

  private static String shifted(String run) {
    byte[] utf16 = new byte[2 * run.length()];
    ByteBuffer.wrap(utf16).asCharBuffer().put(run);
    return ENCODER.encodeToString(utf16).replace('/', ',');
  }

  /// The name that `encoded` stands for.
  ///
  /// @throws IllegalArgumentException if it stands for none
  public static String decode(byte[] encoded) {
    StringBuilder name = new StringBuilder(encoded.length);
    int i = 0;
    while (i < encoded.length) {
      int c = encoded[i++];
      if (!isDirect(c)) {
        throw new IllegalArgumentException(
            "a mailbox name is 7-bit text in modified UTF-7, without controls");
      }
      if (c != '&') {
        name.append((char) c);
      } else {
        int from = i;
        while (i < encoded.length && encoded[i] != '-') {
          i++;
        }
        if (i == encoded.length) {
          throw new IllegalArgumentException("'&' in a mailbox name is written \"&-\"");
        }
        name.append(i == from ? "&" : unshifted(encoded, from, i));
        i++;
      }
    }
    String decoded = name.toString();
    // rfc3501/modified-utf7: what is encoded needlessly, or in two runs, has another form.
    if (!encode(decoded).equals(new String(encoded, US_ASCII))) {
      throw new IllegalArgumentException("not modified UTF-7: encoded needlessly");
    }
    return decoded;
  }

  private static String unshifted(byte[] encoded, int from, int to) {
    byte[] base64 = new byte[to - from];
    for (int i = from; i < to; i++) {
      byte c = encoded[i];
      if (c == '/' || c == '=') {
        throw new IllegalArgumentException("not modified UTF-7: '" + (char) c + "' after '&'");
      }
      base64[i - from] = c == ',' ? (byte) '/' : c;
    }
    byte[] utf16;
    try {
      utf16 = DECODER.decode(base64);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("not modified UTF-7: no base64 after '&'");
    }
    try {
      return Texts.strict(utf16, UTF_16BE);
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("not modified UTF-7: no UTF-16 after '&'");
    }
  }
}
