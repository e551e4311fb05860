package org.sheafmail.client;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// How an [ImapClient] connects.
///
/// @param tls set to speak TLS from the first octet (RFC 8314 §3.2); the server's certificate must
///   be good for the host name it was reached by, in the eyes of this context
/// @param connectTimeout for the connection to be made
/// @param progressTimeout how long nothing may move, neither in nor out, while a command is under
///   way. A large append may take as long as it likes, as long as it goes on
public record ClientOptions(
    Optional<SSLContext> tls, Duration connectTimeout, Duration progressTimeout) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PROGRESS_TIMEOUT = Duration.ofMinutes(2);

  public ClientOptions {
    if (!connectTimeout.isPositive() || !progressTimeout.isPositive()) {
      throw new IllegalArgumentException("a timeout is longer than nothing");
    }
  }

  /// Without TLS.
  public static ClientOptions plain() {
    return new ClientOptions(Optional.empty(), CONNECT_TIMEOUT, PROGRESS_TIMEOUT);
  }

  /// With TLS, by that context.
  public static ClientOptions tls(SSLContext context) {
    return new ClientOptions(Optional.of(context), CONNECT_TIMEOUT, PROGRESS_TIMEOUT);
  }

  /// The same with another [#progressTimeout].
  public ClientOptions withProgressTimeout(Duration timeout) {
    return new ClientOptions(tls, connectTimeout, timeout);
  }
}
