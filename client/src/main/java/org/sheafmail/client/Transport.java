package org.sheafmail.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// The octets to and from a server, in plain or through TLS, with a guard that ends a connection on
/// which nothing moves.
///
/// One thread may read while another writes. An octet that moves in either direction is progress.
final class Transport implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Transport.class.getName());

  /// How long to wait for a server that has complained, or answered what is still being sent.
  private static final Duration PATIENCE_SHORT = Duration.ofSeconds(30);

  private final Socket socket;
  private final ReadableByteChannel in;
  private final WritableByteChannel out;
  private final boolean confidential;
  private final Duration progressTimeout;
  private final Thread guard;

  private volatile long lastProgress = System.nanoTime();
  private volatile long patience;
  private volatile boolean guarded;
  private volatile boolean paused;
  private volatile boolean reading;
  private volatile boolean writing;
  private volatile boolean stalled;

  private Transport(
      Socket socket,
      ReadableByteChannel in,
      WritableByteChannel out,
      boolean confidential,
      Duration progressTimeout) {
    this.socket = socket;
    this.in = in;
    this.out = out;
    this.confidential = confidential;
    this.progressTimeout = progressTimeout;
    this.patience = progressTimeout.toNanos();
    this.guard = Thread.ofVirtual().name("sheaf-client-guard").start(this::watch);
  }

  static Transport connect(InetSocketAddress address, ClientOptions options) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      // A command must not wait for the acknowledgement of the one before it.
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(address, Math.toIntExact(options.connectTimeout().toMillis()));
      if (options.tls().isEmpty()) {
        boolean loopback = address.getAddress().isLoopbackAddress();
        return new Transport(
            channel.socket(), channel, channel, loopback, options.progressTimeout());
      }
      SSLSocket tls =
          (SSLSocket)
              options
                  .tls()
                  .get()
                  .getSocketFactory()
                  .createSocket(channel.socket(), address.getHostString(), address.getPort(), true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS"); // Compare the host name (RFC 9525).
      tls.setSSLParameters(parameters);
      tls.setSoTimeout(Math.toIntExact(options.connectTimeout().toMillis()));
      tls.startHandshake();
      tls.setSoTimeout(0); // From here on the guard keeps the time.
      return new Transport(
          channel.socket(),
          Channels.newChannel(tls.getInputStream()),
          Channels.newChannel(tls.getOutputStream()),
          true,
          options.progressTimeout());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// True if nobody on the way can read along.
  boolean confidential() {
    return confidential;
  }

  boolean isClosed() {
    return socket.isClosed();
  }

  /// True once the guard has ended the connection.
  boolean stalled() {
    return stalled;
  }

  /// From now on something must move whenever somebody waits for it.
  void guard() {
    moved();
    patient();
    guarded = true;
    LockSupport.unpark(guard);
  }

  /// Nothing need move: no command is under way.
  void unguard() {
    guarded = false;
  }

  /// It is not the server that is waited for.
  void pauseGuard() {
    paused = true;
  }

  void resumeGuard() {
    moved();
    paused = false;
  }

  /// Little can be hoped for: do not wait as long as usual.
  void hurry() {
    patience = Math.min(progressTimeout.toNanos(), PATIENCE_SHORT.toNanos());
    LockSupport.unpark(guard);
  }

  /// Wait as long as usual again.
  void patient() {
    patience = progressTimeout.toNanos();
  }

  private void moved() {
    lastProgress = System.nanoTime();
  }

  private void watch() {
    while (!socket.isClosed()) {
      long left = patience - (System.nanoTime() - lastProgress);
      if (!guarded) {
        LockSupport.park(this);
      } else if (left > 0) {
        LockSupport.parkNanos(this, left);
      } else if (paused || !(reading || writing)) {
        moved();
      } else {
        stalled = true;
        close();
      }
    }
  }

  ReadableByteChannel in() {
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer target) throws IOException {
        moved();
        reading = true;
        try {
          return in.read(target);
        } finally {
          reading = false;
          moved();
        }
      }

      @Override
      public boolean isOpen() {
        return in.isOpen();
      }

      @Override
      public void close() {
        Transport.this.close();
      }
    };
  }

  WritableByteChannel out() {
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer source) throws IOException {
        moved();
        writing = true;
        try {
          return out.write(source);
        } finally {
          writing = false;
          moved();
        }
      }

      @Override
      public boolean isOpen() {
        return out.isOpen();
      }

      @Override
      public void close() {
        Transport.this.close();
      }
    };
  }

  /// Ends the connection for both threads, whatever they are at; does nothing the second time.
  ///
  /// It is the socket below TLS that is closed: a farewell by TLS would wait for a write under way.
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a connection", e);
    }
    LockSupport.unpark(guard);
  }
}
