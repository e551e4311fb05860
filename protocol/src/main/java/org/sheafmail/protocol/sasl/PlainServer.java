package org.sheafmail.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.sheafmail.protocol.Octets;

/// `PLAIN` (RFC 4616): user and password in the clear, in one message.
public final class PlainServer implements SaslServer {
  /// Most octets each of the three parts may have (RFC 4616 §2 names 255 as what to cope with).
  private static final int PART_OCTETS_MAX = 4096;

  private final Passwords passwords;

  public PlainServer(Passwords passwords) {
    this.passwords = passwords;
  }

  /// Knows who may log in.
  @FunctionalInterface
  public interface Passwords {
    /// The name of the user's account if the password is right.
    Optional<String> check(String user, String password) throws IOException;
  }

  /// `message = [authzid] UTF8NUL authcid UTF8NUL passwd`
  @Override
  public Step next(Octets response) throws IOException {
    if (response.size() > 3 * PART_OCTETS_MAX) {
      return malformed();
    }
    String[] parts;
    try {
      parts = UTF_8.newDecoder().decode(response.asBuffer()).toString().split("\0", -1);
    } catch (CharacterCodingException _) {
      return malformed();
    }
    if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
      return malformed();
    }
    Optional<String> account = passwords.check(parts[1], parts[2]);
    if (account.isEmpty()) {
      return new Step.Failure(Reason.CREDENTIALS, "wrong user or password");
    }
    if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
      return new Step.Failure(Reason.AUTHORIZATION, "no right to act for another user");
    }
    return new Step.Success(account.get());
  }

  private static Step malformed() {
    return new Step.Failure(Reason.MALFORMED, "not a PLAIN message");
  }
}
