package org.sheafmail.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.sheafmail.protocol.Octets;

/// `LOGIN`, which is in no RFC: the server asks for the user, then for the password. For servers
/// with neither the command of that name nor [PlainClient], and only where nobody listens.
public final class LoginClient implements SaslClient {
  private final String user;
  private final String password;
  private int answers;

  /// One exchange.
  public LoginClient(String user, String password) {
    this.user = user;
    this.password = password;
  }

  @Override
  public String mechanism() {
    return "LOGIN";
  }

  /// False: some servers take an initial response for an answer they have not asked for.
  @Override
  public boolean speaksFirst() {
    return false;
  }

  @Override
  public Octets initialResponse() {
    throw new IllegalStateException("the server speaks first");
  }

  @Override
  public Octets next(Octets challenge) throws IOException {
    return switch (answers++) {
      case 0 -> Octets.of(user, UTF_8);
      case 1 -> Octets.of(password, UTF_8);
      default -> throw new IOException("LOGIN asks for user and password alone");
    };
  }

  @Override
  public boolean complete() {
    return answers == 2;
  }
}
