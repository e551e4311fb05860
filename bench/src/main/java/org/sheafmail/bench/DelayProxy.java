package org.sheafmail.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;

/// A network with a round trip: passes octets on, each after half of the round trip time, in both
/// directions and without a limit to how many are on their way. Making a connection takes no time
/// here, which would be one more round trip.
final class DelayProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final long halfNanos;
  private final AtomicInteger appended = new AtomicInteger();
  private volatile long appendsBegan;
  private volatile long appendsEnded;

  /// @param target port on this machine
  DelayProxy(int target, int roundTripMillis) throws IOException {
    this.target = target;
    this.halfNanos = TimeUnit.MILLISECONDS.toNanos(roundTripMillis) / 2;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// From the first `APPEND` leaving the client to the last octet of the server's last answer to
  /// one reaching it.
  long appendNanos() {
    return appendsEnded - appendsBegan;
  }

  /// How many times the server has said that it appended.
  int appends() {
    return appended.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        pass(client, server, true);
        pass(server, client, false);
      }
    } catch (IOException e) {
      return; // Closed.
    }
  }

  /// Octets and when they are to arrive; none at the end.
  private record Piece(ByteBuffer octets, long due) {}

  private void pass(Socket from, Socket to, boolean fromClient) {
    BlockingQueue<Piece> onTheirWay = new LinkedBlockingQueue<>();
    Thread.ofVirtual().start(() -> read(from, onTheirWay, fromClient));
    Thread.ofVirtual().start(() -> write(to, onTheirWay, fromClient));
  }

  private void read(Socket from, BlockingQueue<Piece> onTheirWay, boolean fromClient) {
    byte[] chunk = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (fromClient && appendsBegan == 0 && count(chunk, read, " APPEND ") > 0) {
          appendsBegan = System.nanoTime();
        }
        // Whoever sends a header and waits with the body for its acknowledgement is not to wait
        // longer than for the network.
        from.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        onTheirWay.add(
            new Piece(ByteBuffer.wrap(Arrays.copyOf(chunk, read)), System.nanoTime() + halfNanos));
      }
    } catch (IOException e) {
      // The same as an end.
    }
    onTheirWay.add(new Piece(ByteBuffer.allocate(0), System.nanoTime() + halfNanos));
  }

  private static int count(byte[] chunk, int length, String word) {
    String text = new String(chunk, 0, length, StandardCharsets.ISO_8859_1);
    int count = 0;
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      count++;
    }
    return count;
  }

  private void write(Socket to, BlockingQueue<Piece> onTheirWay, boolean fromClient) {
    try (to) {
      OutputStream out = to.getOutputStream();
      while (true) {
        Piece piece = onTheirWay.take();
        for (long left = piece.due() - System.nanoTime();
            left > 0;
            left = piece.due() - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        if (!piece.octets().hasRemaining()) {
          return;
        }
        // Before the client can know that it is done, and ask.
        int answers =
            fromClient ? 0 : count(piece.octets().array(), piece.octets().limit(), "[APPENDUID ");
        if (answers > 0) {
          appendsEnded = System.nanoTime();
          appended.addAndGet(answers);
        }
        out.write(piece.octets().array());
        out.flush();
      }
    } catch (IOException e) {
      return; // The other end is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
