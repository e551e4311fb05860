package org.sheafmail.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The arithmetic of SCRAM-SHA-256 that both sides and whoever keeps keys share (RFC 5802 §2.2,
/// §3), and its little grammar.
public final class Scram {
  private static final int HASH_OCTETS = 32;

  private Scram() {}

  /// `Hi(password, salt, i)`, which is PBKDF2.
  ///
  /// @param password as SASLprep left it
  public static byte[] saltedPassword(String password, byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_OCTETS * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
    }
  }

  /// `HMAC(key, text)`, the text as UTF-8.
  public static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /// `H(octets)`.
  public static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static byte[] xor(byte[] left, byte[] right) {
    byte[] result = new byte[left.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (left[i] ^ right[i]);
    }
    return result;
  }

  static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  /// The value of `name=value`.
  static String attribute(String name, String attribute) {
    if (!attribute.startsWith(name + "=")) {
      throw new IllegalArgumentException("expected " + name + "=");
    }
    return attribute.substring(name.length() + 1);
  }

  /// `saslname`, in which a comma is `=2C` and an equals sign `=3D`.
  static String decodeName(String saslname) {
    String plain = saslname.replace("=2C", "").replace("=3D", "");
    if (saslname.isEmpty() || plain.indexOf('=') >= 0) {
      throw new IllegalArgumentException("not a name");
    }
    return saslname.replace("=2C", ",").replace("=3D", "=");
  }

  /// The counterpart of [#decodeName].
  static String encodeName(String name) {
    return name.replace("=", "=3D").replace(",", "=2C");
  }
}
