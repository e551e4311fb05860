package org.sheafmail.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// A password as the users file keeps it: hashed with Argon2id (RFC 9106), written in the PHC form
/// `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, which says with what costs it was made.
///
/// @param memory in KiB
/// @param salt in Base64 without padding, as is `hash`
record Argon2id(int memory, int iterations, int parallelism, String salt, String hash) {
  /// The costs of new hashes: OWASP's first choice for Argon2id, about 26 ms on a small machine.
  private static final int MEMORY = 19 * 1024;

  private static final int ITERATIONS = 2;
  private static final int PARALLELISM = 1;
  private static final int SALT_LENGTH = 16;
  private static final int HASH_LENGTH = 32;

  /// A file with costs above these would let one login take the server's memory or time.
  private static final int MEMORY_MAX = 1024 * 1024;

  private static final int ITERATIONS_MAX = 100;
  private static final int PARALLELISM_MAX = 64;

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");

  Argon2id {
    if (parallelism < 1
        || parallelism > PARALLELISM_MAX
        || memory < 8 * parallelism
        || memory > MEMORY_MAX
        || iterations < 1
        || iterations > ITERATIONS_MAX) {
      throw new IllegalArgumentException(
          "Argon2id costs out of bounds: m=" + memory + ",t=" + iterations + ",p=" + parallelism);
    }
    Base64.getDecoder().decode(salt);
    Base64.getDecoder().decode(hash);
  }

  /// Hashes a password that [Saslprep] has been over.
  static Argon2id of(String password, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    byte[] hash = compute(MEMORY, ITERATIONS, PARALLELISM, salt, password, HASH_LENGTH);
    return new Argon2id(MEMORY, ITERATIONS, PARALLELISM, text(salt), text(hash));
  }

  /// A hash no password has, as costly to check as a real one: checked in place of the hash of a
  /// user who does not exist, so that the time of the answer tells nothing.
  static Argon2id dummy(SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    byte[] hash = new byte[HASH_LENGTH];
    random.nextBytes(salt);
    random.nextBytes(hash);
    return new Argon2id(MEMORY, ITERATIONS, PARALLELISM, text(salt), text(hash));
  }

  /// @throws IllegalArgumentException if `phc` is not of the form above
  static Argon2id parse(String phc) {
    Matcher matcher = PHC.matcher(phc);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not an Argon2id hash in PHC form");
    }
    return new Argon2id(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        matcher.group(4),
        matcher.group(5));
  }

  /// True if this is the hash of `password`; takes the same time either way.
  boolean matches(String password) {
    byte[] expected = Base64.getDecoder().decode(hash);
    byte[] salted = Base64.getDecoder().decode(salt);
    byte[] found = compute(memory, iterations, parallelism, salted, password, expected.length);
    return MessageDigest.isEqual(expected, found);
  }

  private static byte[] compute(
      int memory, int iterations, int parallelism, byte[] salt, String password, int length) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(iterations)
            .withParallelism(parallelism)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(password.getBytes(UTF_8), hash);
    return hash;
  }

  private static String text(byte[] octets) {
    return Base64.getEncoder().withoutPadding().encodeToString(octets);
  }

  /// The PHC form.
  @Override
  public String toString() {
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(memory, iterations, parallelism, salt, hash);
  }
}
