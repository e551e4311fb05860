package org.sheafmail.server;

import java.io.Closeable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Knows every connection and closes those whose client has been silent for too long (autologout,
/// RFC 3501 §5.4), with a `BYE`.
final class Reaper implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("reaper").daemon().unstarted(this::run);

  void start() {
    thread.start();
  }

  /// Watches over a connection until the result is closed.
  Closeable watch(Connection connection) {
    connections.add(connection);
    return () -> connections.remove(connection);
  }

  private void run() {
    try {
      while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
        sweep();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweep() {
    for (Connection connection : connections) {
      String why = connection.overdue();
      if (why != null) {
        connection.bye(why);
      }
    }
  }

  /// Tells every client to go; sessions at work end their command first.
  void byeToAll(String text) {
    connections.forEach(connection -> connection.bye(text));
  }

  /// Closes every connection at once.
  void closeAll() {
    connections.forEach(Connection::close);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
