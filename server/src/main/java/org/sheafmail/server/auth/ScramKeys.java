package org.sheafmail.server.auth;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.sasl.Scram;
import org.sheafmail.protocol.sasl.ScramServer;

/// What a server keeps of a password to answer SCRAM-SHA-256 (RFC 5802 §3, RFC 7677): enough to
/// check a client, not enough to be one. Written
/// `SCRAM-SHA-256$iterations:salt$storedKey:serverKey` with Base64 for octets.
///
/// @param salt Base64, as are `storedKey` and `serverKey`
record ScramKeys(int iterations, String salt, String storedKey, String serverKey) {
  /// The costs of new keys. The client pays them at each login, so they stay below what a server
  /// would choose for itself; RFC 7677 §4 asks for 4096 at the least.
  private static final int ITERATIONS = 32_768;

  private static final int ITERATIONS_MIN = 4096;
  private static final int ITERATIONS_MAX = 10_000_000;
  private static final int SALT_LENGTH = 16;
  private static final int KEY_LENGTH = 32;

  private static final Pattern FORM =
      Pattern.compile("SCRAM-SHA-256\\$(\\d{1,9}):([^$:]+)\\$([^$:]+):([^$:]+)");

  ScramKeys {
    if (iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX) {
      throw new IllegalArgumentException("SCRAM iterations out of bounds: " + iterations);
    }
    if (Base64.getDecoder().decode(salt).length == 0
        || Base64.getDecoder().decode(storedKey).length != KEY_LENGTH
        || Base64.getDecoder().decode(serverKey).length != KEY_LENGTH) {
      throw new IllegalArgumentException("a SCRAM-SHA-256 key has " + KEY_LENGTH + " octets");
    }
  }

  /// Derives the keys of a password that [Saslprep] has been over.
  static ScramKeys of(String password, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    byte[] salted = Scram.saltedPassword(password, salt, ITERATIONS);
    byte[] clientKey = Scram.hmac(salted, "Client Key");
    byte[] serverKey = Scram.hmac(salted, "Server Key");
    return new ScramKeys(ITERATIONS, text(salt), text(Scram.sha256(clientKey)), text(serverKey));
  }

  /// Keys no password has, for a user who does not exist. The salt depends on the name alone, so
  /// that asking twice does not tell.
  ///
  /// @param secret stays the same as long as the users file does
  static ScramKeys dummy(String user, byte[] secret) {
    byte[] salt = Arrays.copyOf(Scram.hmac(secret, "salt " + user), SALT_LENGTH);
    String unknown = text(Scram.hmac(secret, "key " + user));
    return new ScramKeys(ITERATIONS, text(salt), unknown, unknown);
  }

  /// @throws IllegalArgumentException if `text` is not of the form above
  static ScramKeys parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not SCRAM-SHA-256 keys");
    }
    return new ScramKeys(
        Integer.parseInt(matcher.group(1)), matcher.group(2), matcher.group(3), matcher.group(4));
  }

  /// The same keys as octets, as the exchange needs them.
  ScramServer.Keys forServer() {
    return new ScramServer.Keys(iterations, octets(salt), octets(storedKey), octets(serverKey));
  }

  private static Octets octets(String base64) {
    return Octets.of(Base64.getDecoder().decode(base64));
  }

  private static String text(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  /// The form in the users file.
  @Override
  public String toString() {
    return "SCRAM-SHA-256$%d:%s$%s:%s".formatted(iterations, salt, storedKey, serverKey);
  }
}
