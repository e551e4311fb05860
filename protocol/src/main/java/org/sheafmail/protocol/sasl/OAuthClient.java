package org.sheafmail.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Octets;

/// `OAUTHBEARER` (RFC 7628) and the older `XOAUTH2`, which say the same in two ways: here is a
/// token. Only to be used under TLS.
///
/// A server that does not like the token says why in a challenge, and refuses once that has been
/// answered (RFC 7628 §3.2.2).
public final class OAuthClient implements SaslClient {
  private final String mechanism;
  private final String initialResponse;
  private final String farewell;
  private boolean sent;
  private @Nullable String error;

  private OAuthClient(String mechanism, String initialResponse, String farewell) {
    this.mechanism = mechanism;
    this.initialResponse = initialResponse;
    this.farewell = farewell;
  }

  /// `OAUTHBEARER`.
  ///
  /// @param host the server as the client reached it, so with `port`
  /// @throws IllegalArgumentException if an argument holds what would end it
  public static OAuthClient bearer(String user, String token, String host, int port) {
    check(user + token + host);
    return new OAuthClient(
        "OAUTHBEARER",
        "n,a=%s,\1host=%s\1port=%d\1auth=Bearer %s\1\1"
            .formatted(Scram.encodeName(user), host, port, token),
        "\1");
  }

  /// `XOAUTH2`.
  ///
  /// @throws IllegalArgumentException if an argument holds what would end it
  public static OAuthClient xoauth2(String user, String token) {
    check(user + token);
    return new OAuthClient("XOAUTH2", "user=%s\1auth=Bearer %s\1\1".formatted(user, token), "");
  }

  private static void check(String text) {
    if (text.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("user, token and host hold no control characters");
    }
  }

  @Override
  public String mechanism() {
    return mechanism;
  }

  @Override
  public Octets initialResponse() {
    sent = true;
    return Octets.of(initialResponse, UTF_8);
  }

  @Override
  public Octets next(Octets challenge) {
    error = challenge.toString(UTF_8);
    return Octets.of(farewell, UTF_8);
  }

  @Override
  public boolean complete() {
    return sent && error == null;
  }

  /// What the server does not like, in JSON (RFC 7628 §3.2.2), if it has said so.
  public Optional<String> error() {
    return Optional.ofNullable(error);
  }
}
