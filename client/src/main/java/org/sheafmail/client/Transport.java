package org.sheafmail.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
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

  private final InetSocketAddress address;
  private final Socket socket;
  private final Duration progressTimeout;
  private final Optional<Tracer> tracer;
  private final Thread guard;

  private volatile ReadableByteChannel in;
  private volatile WritableByteChannel out;
  private volatile boolean confidential;
  private volatile long lastProgress = System.nanoTime();
  private volatile long patience;
  private volatile boolean guarded;
  private volatile boolean paused;
  private volatile boolean reading;
  private volatile boolean writing;
  private volatile boolean stalled;

  private Transport(InetSocketAddress address, SocketChannel channel, ClientOptions options) {
    this.address = address;
    this.socket = channel.socket();
    this.in = channel;
    this.out = channel;
    this.confidential = address.getAddress().isLoopbackAddress();
    this.progressTimeout = options.progressTimeout();
    this.patience = progressTimeout.toNanos();
    this.tracer = options.trace().map(Tracer::new);
    this.guard = Thread.ofVirtual().name("sheaf-client-guard").start(this::watch);
  }

  static Transport connect(InetSocketAddress address, ClientOptions options) throws IOException {
    if (address.isUnresolved()) {
      throw new UnknownHostException("no address of " + address.getHostString());
    }
    if (options.encryption() == Encryption.NONE
        && !options.unencryptedAllowed()
        && !address.getAddress().isLoopbackAddress()) {
      throw new InsecureConnectionException(
          "a connection to " + address.getHostString() + " without TLS has not been allowed");
    }
    SocketChannel channel = SocketChannel.open();
    try {
      // A command must not wait for the acknowledgement of the one before it.
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(address, Math.toIntExact(options.connectTimeout().toMillis()));
      Transport transport = new Transport(address, channel, options);
      if (options.encryption() == Encryption.TLS) {
        transport.startTls(options);
      }
      return transport;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Speaks TLS from now on.
  void startTls(ClientOptions options) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            context(options)
                .getSocketFactory()
                .createSocket(socket, address.getHostString(), address.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // Compare the host name (RFC 9525).
    tls.setSSLParameters(parameters);
    tls.setSoTimeout(Math.toIntExact(options.connectTimeout().toMillis()));
    tls.startHandshake();
    tls.setSoTimeout(0); // From here on the guard keeps the time.
    in = Channels.newChannel(tls.getInputStream());
    out = Channels.newChannel(tls.getOutputStream());
    confidential = true;
  }

  private static SSLContext context(ClientOptions options) throws IOException {
    try {
      return options.sslContext().isPresent()
          ? options.sslContext().get()
          : SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("no TLS on this machine: " + e.getMessage(), e);
    }
  }

  InetSocketAddress address() {
    return address;
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
          int from = target.position();
          int count = in.read(target);
          if (count > 0 && tracer.isPresent()) {
            tracer.get().received(target.duplicate().flip().position(from));
          }
          return count;
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
          tracer.ifPresent(each -> each.sent(source.duplicate()));
          int count = 0;
          while (source.hasRemaining()) {
            count += out.write(source);
            moved();
          }
          return count;
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
