package org.sheafmail.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.sheafmail.server.auth.Authenticator;
import org.sheafmail.server.auth.LoginThrottle;
import org.sheafmail.server.auth.UsersFile;
import org.sheafmail.store.MailStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An IMAP server: everything it is made of is built here, in the order in which one depends on the
/// other.
///
/// ```java
/// try (MailStore store = …;
///     Server server = Server.start(config, store, new UsersFile(directory, new SecureRandom()))) {
///   InetSocketAddress imap = server.addresses().getFirst();
/// ```
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /// How long sessions may take to end their command when the server closes.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Services services;
  private final LongSupplier nanoTime;
  private final BoundedCounts<InetAddress> connectionsPerAddress;
  private final Semaphore permits;
  private final Reaper reaper = new Reaper();
  private final List<Listener> listeners = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private Server(
      Config config,
      MailStore store,
      UsersFile users,
      SecureRandom random,
      Clock clock,
      LongSupplier nanoTime)
      throws IOException {
    this.nanoTime = nanoTime;
    Limits limits = config.limits();
    Limits.Logins logins = limits.logins();
    users.list(); // Rather now than at the first login: a damaged file is told on the console.
    Optional<Certificates> certificates =
        config.tls().isPresent()
            ? Optional.of(new Certificates(config.tls().get()))
            : Optional.empty();
    services =
        new Services(
            config,
            store,
            new Authenticator(users, random),
            new LoginThrottle(
                clock,
                logins.delayFirst(),
                logins.delayMax(),
                logins.failuresMax(),
                logins.memory()),
            new BoundedCounts<>(limits.connections().perUserMax()),
            certificates,
            random,
            clock);
    connectionsPerAddress = new BoundedCounts<>(limits.connections().perAddressMax());
    permits = new Semaphore(limits.connections().max());
    try {
      for (InetSocketAddress address : config.imap().listen()) {
        listeners.add(new Listener(address, false, permits, this::serve));
      }
      for (InetSocketAddress address : config.imap().listenTls()) {
        listeners.add(new Listener(address, true, permits, this::serve));
      }
    } catch (IOException e) {
      closeListeners();
      throw e;
    }
  }

  /// Starts a server; it serves when this returns.
  ///
  /// @param store stays the caller's to close, after the server
  /// @throws IOException if a certificate cannot be used, an address not be listened on, or the
  ///   users file not be read; the message says which
  public static Server start(Config config, MailStore store, UsersFile users) throws IOException {
    return start(config, store, users, new SecureRandom(), Clock.systemUTC(), System::nanoTime);
  }

  static Server start(
      Config config,
      MailStore store,
      UsersFile users,
      SecureRandom random,
      Clock clock,
      LongSupplier nanoTime)
      throws IOException {
    var server = new Server(config, store, users, random, clock, nanoTime);
    server.reaper.start();
    server.listeners.forEach(Listener::start);
    return server;
  }

  /// Where it listens, with the ports it got: `listen` first, then `listen-tls`, each in the order
  /// of the configuration.
  public List<InetSocketAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  private void serve(SocketChannel socket, boolean tls) {
    Thread.ofVirtual()
        .name("imap-" + socket.socket().getRemoteSocketAddress())
        .start(() -> serveHere(socket, tls));
  }

  private void serveHere(SocketChannel socket, boolean tls) {
    try (socket) {
      var connection = new Connection(socket, services.limits().timeouts(), nanoTime);
      InetAddress address = connection.address();
      if (!connectionsPerAddress.enter(address)) {
        LOG.info("too many connections from {}", address.getHostAddress());
        connection.refuse("Too many connections from your address");
        return;
      }
      try (Closeable _ = reaper.watch(connection)) {
        if (tls) {
          connection.startTls(services.certificates().orElseThrow().context());
        }
        new ImapSession(services, connection).run();
      } finally {
        connectionsPerAddress.leave(address);
      }
    } catch (IOException e) {
      LOG.debug("a connection ended before it began", e);
    } finally {
      permits.release();
    }
  }

  /// Stops listening, lets every session end the command it is at, says `BYE` and closes.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    closeListeners();
    reaper.byeToAll("Server shutting down");
    int max = services.limits().connections().max();
    try {
      if (!permits.tryAcquire(max, GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        reaper.closeAll();
        permits.tryAcquire(max, GRACE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      reaper.closeAll();
      Thread.currentThread().interrupt();
    }
    reaper.close();
  }

  private void closeListeners() {
    for (Listener listener : listeners) {
      try {
        listener.close();
      } catch (IOException e) {
        LOG.warn("cannot stop listening", e);
      }
    }
  }
}
