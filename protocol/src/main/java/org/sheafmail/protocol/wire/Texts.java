package org.sheafmail.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/// Between octets and text.
final class Texts {
  private Texts() {}

  /// The octets of a token of the reader, where each character is one octet.
  static byte[] octets(String token) {
    return token.getBytes(ISO_8859_1);
  }

  /// Text that is in `charset` through and through.
  static String strict(byte[] octets, Charset charset) throws CharacterCodingException {
    // A fresh decoder reports what it cannot decode, where `new String` would replace it.
    return charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
  }

  /// Text in UTF-8, or in ISO 8859-1 if that is not what it is.
  static String lenient(byte[] octets) {
    try {
      return strict(octets, UTF_8);
    } catch (CharacterCodingException _) {
      return new String(octets, ISO_8859_1);
    }
  }
}
