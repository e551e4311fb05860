package org.sheafmail.client;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// How an [ImapClient] connects.
///
/// @param tls set to speak TLS from the first octet (RFC 8314 §3.2); the server's certificate must
///   be good for the host name it was reached by, in the eyes of this context
/// @param connectTimeout for the connection to be made
/// @param progressTimeout how long nothing may move, neither in nor out, while the server is waited
///   for. A large append may take as long as it likes, as long as it goes on
/// @param synchronizingFrom a message of this many octets or more is announced and waits to be
///   asked for, so that the server can refuse it before it is sent; smaller ones go unasked if the
///   server takes them (RFC 7888)
public record ClientOptions(
    Optional<SSLContext> tls,
    Duration connectTimeout,
    Duration progressTimeout,
    long synchronizingFrom) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PROGRESS_TIMEOUT = Duration.ofMinutes(2);
  private static final long SYNCHRONIZING_FROM = 8 << 20;

  public ClientOptions {
    if (!connectTimeout.isPositive() || !progressTimeout.isPositive()) {
      throw new IllegalArgumentException("a timeout is longer than nothing");
    }
  }

  /// Without TLS.
  public static ClientOptions plain() {
    return new ClientOptions(
        Optional.empty(), CONNECT_TIMEOUT, PROGRESS_TIMEOUT, SYNCHRONIZING_FROM);
  }

  /// With TLS, by that context.
  public static ClientOptions tls(SSLContext context) {
    return new ClientOptions(
        Optional.of(context), CONNECT_TIMEOUT, PROGRESS_TIMEOUT, SYNCHRONIZING_FROM);
  }

  /// The same with another [#progressTimeout].
  public ClientOptions withProgressTimeout(Duration timeout) {
    return new ClientOptions(tls, connectTimeout, timeout, synchronizingFrom);
  }

  /// The same with another [#synchronizingFrom].
  public ClientOptions withSynchronizingFrom(long octets) {
    return new ClientOptions(tls, connectTimeout, progressTimeout, octets);
  }
}
