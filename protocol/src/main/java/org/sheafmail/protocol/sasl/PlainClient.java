package org.sheafmail.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.sheafmail.protocol.Octets;

/// `PLAIN` (RFC 4616). Only to be used where nobody listens, that is, under TLS.
public final class PlainClient implements SaslClient {
  private final String user;
  private final String password;
  private boolean complete;

  /// @throws IllegalArgumentException if one of the two is empty or holds NUL
  public PlainClient(String user, String password) {
    if (user.isEmpty() || password.isEmpty() || (user + password).indexOf(0) >= 0) {
      throw new IllegalArgumentException("user and password are not empty and hold no NUL");
    }
    this.user = user;
    this.password = password;
  }

  @Override
  public String mechanism() {
    return "PLAIN";
  }

  @Override
  public Octets initialResponse() {
    complete = true;
    return Octets.of("\0" + user + "\0" + password, UTF_8);
  }

  @Override
  public Octets next(Octets challenge) throws IOException {
    throw new IOException("PLAIN has no challenge but the server sent one");
  }

  @Override
  public boolean complete() {
    return complete;
  }
}
