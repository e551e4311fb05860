package org.sheafmail.cli.source;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of a message as it is sent: by it a message is known again, in the ledger and on the
/// server.
public record Digest(long first, long second, long third, long fourth) {
  /// Starts one; [#of] ends it.
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public static Digest of(MessageDigest digest) {
    ByteBuffer octets = ByteBuffer.wrap(digest.digest());
    return new Digest(octets.getLong(), octets.getLong(), octets.getLong(), octets.getLong());
  }

  public static Digest of(byte[] octets) {
    MessageDigest digest = sha256();
    digest.update(octets);
    return of(digest);
  }

  /// That of no octets at all.
  public static final Digest OF_NOTHING = of(new byte[0]);

  /// The reverse of [#toString].
  ///
  /// @throws IllegalArgumentException if it is not 64 hexadecimal digits
  public static Digest parse(String hex) {
    if (hex.length() != 64) {
      throw new IllegalArgumentException("a digest has 64 hexadecimal digits: " + hex.length());
    }
    return new Digest(
        HexFormat.fromHexDigitsToLong(hex, 0, 16),
        HexFormat.fromHexDigitsToLong(hex, 16, 32),
        HexFormat.fromHexDigitsToLong(hex, 32, 48),
        HexFormat.fromHexDigitsToLong(hex, 48, 64));
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(first)
        + hex.toHexDigits(second)
        + hex.toHexDigits(third)
        + hex.toHexDigits(fourth);
  }
}
