package org.sheafmail.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// A client's socket, in plain text or under TLS, that knows how long its session has been waiting
/// for the client.
///
/// One thread reads and writes, the session's; [#bye], [#close] and [#overdue] are for others.
final class Connection implements AutoCloseable {
  /// No value of `System.nanoTime` that will be seen: one moment in 584 years.
  private static final long NOT_WAITING = Long.MIN_VALUE;

  private static final long NO_DEADLINE = Long.MIN_VALUE;

  /// How long a client may take to read the last answer before the socket is closed.
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final SocketChannel socket;
  private final InetSocketAddress remote;
  private final Limits.Timeouts timeouts;
  private final LongSupplier nanoTime;
  private final boolean quickAck;

  private final Turn turn = new Turn();

  /// Held for one write to the socket, so that a farewell does not end up inside another response.
  private final ReentrantLock writing = new ReentrantLock();

  private volatile ReadableByteChannel reader;
  private volatile WritableByteChannel writer;
  private volatile @Nullable SSLSocket tls;
  private volatile boolean closing;
  private volatile boolean lost;

  /// Since when the session has been waiting for the client to send or to take something; the
  /// client is on its own time only then. [#NOT_WAITING] while the session works.
  private volatile long readingSince = NOT_WAITING;

  private volatile long writingSince = NOT_WAITING;

  private volatile Duration patience;
  private volatile long deadline;

  /// @param nanoTime as `System.nanoTime`
  Connection(SocketChannel socket, Limits.Timeouts timeouts, LongSupplier nanoTime)
      throws IOException {
    this.socket = socket;
    this.remote = (InetSocketAddress) socket.getRemoteAddress();
    this.timeouts = timeouts;
    this.nanoTime = nanoTime;
    this.reader = socket;
    this.writer = socket;
    this.patience = timeouts.login();
    deadline(timeouts.login());
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    quickAck = socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
  }

  InetAddress address() {
    return remote.getAddress();
  }

  /// True under TLS.
  boolean encrypted() {
    return tls != null;
  }

  /// How long the client may keep the session waiting for what it sends, from now on, each time.
  void patience(Duration silence) {
    patience = silence;
  }

  /// Closes the connection after that time, whatever the client does.
  final void deadline(Duration time) {
    deadline = nanoTime.getAsLong() + time.toNanos();
  }

  void noDeadline() {
    deadline = NO_DEADLINE;
  }

  /// What the client sends. A read that did not fill its buffer has caught up with the client.
  ReadableByteChannel in() {
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer target) throws IOException {
        turn.mayEnd();
        readingSince = nanoTime.getAsLong();
        try {
          int count = reader.read(target);
          if (count < 0) {
            lost = true;
          } else if (target.hasRemaining()) {
            acknowledgeAtOnce();
          }
          return count;
        } catch (IOException e) {
          lost = true;
          throw e;
        } finally {
          readingSince = NOT_WAITING;
        }
      }

      @Override
      public boolean isOpen() {
        return socket.isOpen();
      }

      @Override
      public void close() throws IOException {
        Connection.this.close();
      }
    };
  }

  /// What the client is sent.
  WritableByteChannel out() {
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer source) throws IOException {
        turn.mayEnd();
        writing.lock();
        writingSince = nanoTime.getAsLong();
        try {
          return writer.write(source);
        } catch (IOException e) {
          lost = true;
          throw e;
        } finally {
          writingSince = NOT_WAITING;
          writing.unlock();
        }
      }

      @Override
      public boolean isOpen() {
        return socket.isOpen();
      }

      @Override
      public void close() throws IOException {
        Connection.this.close();
      }
    };
  }

  /// A client that writes a header and its message apart waits, under Nagle's rule, for the
  /// acknowledgement in between; the kernel would hold that back for 40 ms. It falls back to that
  /// by itself, hence at each read.
  private void acknowledgeAtOnce() throws IOException {
    if (quickAck && socket.isOpen()) {
      socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
  }

  /// Negotiates TLS; all that follows is under it.
  void startTls(SSLContext context) throws IOException {
    SSLSocket upgraded =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(socket.socket(), address().getHostAddress(), remote.getPort(), true);
    upgraded.setUseClientMode(false);
    readingSince = nanoTime.getAsLong();
    try {
      upgraded.startHandshake();
    } finally {
      readingSince = NOT_WAITING;
    }
    tls = upgraded;
    var streams = new StreamChannel(upgraded.getInputStream(), upgraded.getOutputStream());
    reader = streams;
    writer = streams;
  }

  /// Why the client has to go: it has kept the session waiting for too long. Null if it has not.
  @Nullable String overdue() {
    long now = nanoTime.getAsLong();
    if (deadline != NO_DEADLINE && now - deadline > 0) {
      return "this took too long";
    }
    if (isOverdue(readingSince, patience, now)
        || isOverdue(writingSince, timeouts.stalled(), now)) {
      return "idle for too long";
    }
    return null;
  }

  private static boolean isOverdue(long since, Duration patience, long now) {
    return since != NOT_WAITING && now - since > patience.toNanos();
  }

  /// Says farewell if the session waits for the client, and closes; a session at work is left to
  /// end its command and sees [#closing] then. Returns at once. Called again, it closes for good.
  void bye(String text) {
    if (closing && (readingSince != NOT_WAITING || writingSince != NOT_WAITING)) {
      close();
    } else if (!closing) {
      closing = true;
      if (readingSince != NOT_WAITING) {
        // On a thread of its own: a client that does not read would hold up the caller.
        Thread.ofVirtual().name("bye-" + this).start(() -> farewell(text));
      }
    }
  }

  /// Says farewell to a client that gets no session.
  void refuse(String text) {
    farewell(text);
  }

  private void farewell(String text) {
    if (writing.tryLock()) {
      try {
        ByteBuffer line = UTF_8.encode("* BYE " + text + "\r\n");
        while (line.hasRemaining()) {
          writer.write(line);
        }
      } catch (IOException _) {
        // It is gone already.
      } finally {
        writing.unlock();
      }
    }
    close();
  }

  /// True once the client has ended the connection, or it broke.
  boolean lost() {
    return lost;
  }

  /// True once the server wants to be rid of this connection.
  boolean closing() {
    return closing;
  }

  /// Closes after the client has had the chance to read what it was sent last: to close a socket
  /// with octets unread resets the connection, and the client may never see the answer.
  void closeGently() {
    closing = true;
    try {
      patience(LINGER);
      deadline(LINGER);
      shutdownOutput();
      ByteBuffer unread = ByteBuffer.allocate(8192);
      while (in().read(unread.clear()) >= 0) {
        // What it still sends is for nobody.
      }
    } catch (IOException _) {
      // It is gone already.
    } finally {
      close();
    }
  }

  /// Under TLS with the alert that says so: without it a client takes the end for an attack.
  private void shutdownOutput() throws IOException {
    if (tls == null) {
      socket.shutdownOutput();
    } else {
      tls.shutdownOutput();
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      socket.close();
    } catch (IOException _) {
      // There is nothing left to do for it.
    }
  }

  @Override
  public String toString() {
    return address().getHostAddress() + ":" + remote.getPort();
  }
}
