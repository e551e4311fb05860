package org.sheafmail.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts connections on one address. It takes a permit before it accepts, so that clients beyond
/// the limit wait in the kernel's queue and cost nothing here.
final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /// Connections the kernel keeps for us while we are busy or full.
  private static final int BACKLOG = 512;

  /// Out of file descriptors or the like: it will not be better a microsecond later.
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

  private final ServerSocketChannel socket;
  private final InetSocketAddress address;
  private final boolean tls;
  private final Semaphore permits;
  private final Accepted accepted;
  private final Thread thread;

  /// Takes over a new connection, with the permit that goes with it, and returns at once.
  @FunctionalInterface
  interface Accepted {
    void serve(SocketChannel socket, boolean tls);
  }

  /// @throws IOException if the address cannot be listened on; the message names it
  Listener(InetSocketAddress address, boolean tls, Semaphore permits, Accepted accepted)
      throws IOException {
    this.tls = tls;
    this.permits = permits;
    this.accepted = accepted;
    this.socket = ServerSocketChannel.open();
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      socket.bind(address, BACKLOG);
      this.address = (InetSocketAddress) socket.getLocalAddress();
    } catch (IOException e) {
      socket.close();
      throw new IOException("cannot listen on " + text(address) + ": " + e.getMessage(), e);
    }
    this.thread = Thread.ofPlatform().name("listener-" + text(this.address)).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// The address it listens on, with the port it got if it asked for any.
  InetSocketAddress address() {
    return address;
  }

  private void run() {
    while (socket.isOpen()) {
      try {
        permits.acquire();
      } catch (InterruptedException _) {
        return; // Closed while full.
      }
      acceptOne();
    }
  }

  private void acceptOne() {
    SocketChannel client;
    try {
      client = socket.accept();
    } catch (IOException e) {
      permits.release();
      if (socket.isOpen()) {
        LOG.warn("cannot accept a connection on {}", text(address), e);
        LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
      }
      return;
    }
    accepted.serve(client, tls);
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /// Stops listening; connections accepted stay.
  @Override
  public void close() throws IOException {
    socket.close();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
