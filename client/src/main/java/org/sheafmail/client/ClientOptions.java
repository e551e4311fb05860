package org.sheafmail.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// How an [ImapClient] connects. Immutable: each `with` makes another.
///
/// @param encryption the server's certificate must be good for the host name it was reached by
/// @param sslContext says which certificates are good; empty for the defaults of this JDK
/// @param unencryptedAllowed whether a connection without TLS may leave this machine. Passwords are
///   not shown on one even so: what remains is `SCRAM-SHA-256`
/// @param connectTimeout for the connection to be made
/// @param progressTimeout how long nothing may move, neither in nor out, while the server is waited
///   for. A large append may take as long as it likes, as long as it goes on
/// @param synchronizingFrom a message of this many octets or more is announced and waits to be
///   asked for, so that the server can refuse it before it is sent; smaller ones go unasked if the
///   server takes them (RFC 7888)
/// @param ignored capabilities that are not used even if the server has them, in upper case: for
///   servers that have them and get them wrong
/// @param trace hears what goes over the wire
public record ClientOptions(
    Encryption encryption,
    Optional<SSLContext> sslContext,
    boolean unencryptedAllowed,
    Duration connectTimeout,
    Duration progressTimeout,
    long synchronizingFrom,
    Set<String> ignored,
    Optional<Trace> trace) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PROGRESS_TIMEOUT = Duration.ofMinutes(2);
  private static final long SYNCHRONIZING_FROM = 8 << 20;

  public ClientOptions {
    if (!connectTimeout.isPositive() || !progressTimeout.isPositive()) {
      throw new IllegalArgumentException("a timeout is longer than nothing");
    }
    ignored = Set.copyOf(ignored);
  }

  private static ClientOptions of(Encryption encryption) {
    return new ClientOptions(
        encryption,
        Optional.empty(),
        false,
        CONNECT_TIMEOUT,
        PROGRESS_TIMEOUT,
        SYNCHRONIZING_FROM,
        Set.of(),
        Optional.empty());
  }

  /// With TLS from the first octet, as on port 993.
  public static ClientOptions tls() {
    return of(Encryption.TLS);
  }

  /// With TLS by `STARTTLS`, as on port 143.
  public static ClientOptions startTls() {
    return of(Encryption.STARTTLS);
  }

  /// Without TLS, to a server on this machine.
  public static ClientOptions plain() {
    return of(Encryption.NONE);
  }

  /// The same with certificates judged by that context.
  public ClientOptions withSslContext(SSLContext context) {
    return new ClientOptions(
        encryption,
        Optional.of(context),
        unencryptedAllowed,
        connectTimeout,
        progressTimeout,
        synchronizingFrom,
        ignored,
        trace);
  }

  /// The same, trusting the certificates in a PEM file and no others: a self-signed one, or that of
  /// a private authority. It must still be good for the host name.
  ///
  /// @throws IOException if there are none in the file
  public ClientOptions withTrustedCertificates(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IOException("no certificate in " + pem);
      }
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("certificate " + trusted.size(), certificate);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return withSslContext(context);
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificates to be read in " + pem + ": " + e.getMessage(), e);
    }
  }

  /// The same, allowing a connection without TLS to leave this machine: whoever is on the way reads
  /// the mail, and can change it.
  public ClientOptions withUnencryptedAllowed() {
    return new ClientOptions(
        encryption,
        sslContext,
        true,
        connectTimeout,
        progressTimeout,
        synchronizingFrom,
        ignored,
        trace);
  }

  /// The same with another [#connectTimeout].
  public ClientOptions withConnectTimeout(Duration timeout) {
    return new ClientOptions(
        encryption,
        sslContext,
        unencryptedAllowed,
        timeout,
        progressTimeout,
        synchronizingFrom,
        ignored,
        trace);
  }

  /// The same with another [#progressTimeout].
  public ClientOptions withProgressTimeout(Duration timeout) {
    return new ClientOptions(
        encryption,
        sslContext,
        unencryptedAllowed,
        connectTimeout,
        timeout,
        synchronizingFrom,
        ignored,
        trace);
  }

  /// The same with another [#synchronizingFrom].
  public ClientOptions withSynchronizingFrom(long octets) {
    return new ClientOptions(
        encryption,
        sslContext,
        unencryptedAllowed,
        connectTimeout,
        progressTimeout,
        octets,
        ignored,
        trace);
  }

  /// The same, not using these capabilities: `MULTIAPPEND`, `LITERAL+`.
  public ClientOptions withoutCapabilities(Set<String> capabilities) {
    Set<String> all = new HashSet<>(ignored);
    capabilities.forEach(capability -> all.add(capability.toUpperCase(Locale.ROOT)));
    return new ClientOptions(
        encryption,
        sslContext,
        unencryptedAllowed,
        connectTimeout,
        progressTimeout,
        synchronizingFrom,
        all,
        trace);
  }

  /// The same with a [#trace].
  public ClientOptions withTrace(Trace hearer) {
    return new ClientOptions(
        encryption,
        sslContext,
        unencryptedAllowed,
        connectTimeout,
        progressTimeout,
        synchronizingFrom,
        ignored,
        Optional.of(hearer));
  }
}
