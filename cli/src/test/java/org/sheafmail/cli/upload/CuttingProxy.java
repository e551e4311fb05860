package org.sheafmail.cli.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// Stands between client and server and cuts connections where a test wants it.
///
/// A cut is sudden for the client. The server keeps what it has received, and has ended its session
/// before the next connection is let through: whatever it was at is then done or never will be.
final class CuttingProxy implements AutoCloseable {
  /// When a connection is cut.
  ///
  /// @param toServer octets that get through to the server
  /// @param toClient octets that get through to the client
  /// @param swallowed a word in an answer that never gets through
  /// @param poison a word of the client that never gets through
  record Cut(long toServer, long toClient, String swallowed, String poison) {
    static final Cut NEVER = new Cut(Long.MAX_VALUE, Long.MAX_VALUE, "", "");

    Cut(long toServer, long toClient, String swallowed) {
      this(toServer, toClient, swallowed, "");
    }

    static Cut at(String poison) {
      return new Cut(Long.MAX_VALUE, Long.MAX_VALUE, "", poison);
    }
  }

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final IntFunction<Cut> cuts;
  private final Thread thread;
  private final AtomicInteger connections = new AtomicInteger();

  /// @param cuts says for each connection, the first being 0, when it is cut
  CuttingProxy(InetSocketAddress target, IntFunction<Cut> cuts) throws IOException {
    this.target = target;
    this.cuts = cuts;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.thread = Thread.ofVirtual().start(this::serve);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
  }

  int connections() {
    return connections.get();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket client = listener.accept();
          Socket server = new Socket(target.getAddress(), target.getPort())) {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        pass(client, server, cuts.apply(connections.getAndIncrement()));
      } catch (IOException e) {
        // The next one, or the test is over.
      }
    }
  }

  private static void pass(Socket client, Socket server, Cut cut) throws IOException {
    Thread upwards = Thread.ofVirtual().start(() -> passUp(client, server, cut));
    passDown(server, client, cut);
    cut(client);
    try {
      upwards.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The server reads to the end what it was sent, and then hangs up.
    InputStream rest = server.getInputStream();
    while (rest.read(new byte[4096]) >= 0) {
      // Nobody hears it any more.
    }
  }

  private static void passUp(Socket client, Socket server, Cut cut) {
    try {
      copy(client.getInputStream(), server.getOutputStream(), cut);
    } catch (IOException e) {
      // The client is gone.
    }
    try {
      cut(client);
      server.shutdownOutput();
    } catch (IOException e) {
      // The server is gone as well.
    }
  }

  private static void cut(Socket client) throws IOException {
    try {
      client.setSoLinger(true, 0);
    } catch (SocketException e) {
      // Closed already.
    }
    client.close();
  }

  private static void copy(InputStream in, OutputStream out, Cut cut) throws IOException {
    byte[] buffer = new byte[8192];
    long left = cut.toServer();
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0 || holds(buffer, read, cut.poison())) {
        return;
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static void passDown(Socket server, Socket client, Cut cut) {
    byte[] buffer = new byte[8192];
    long left = cut.toClient();
    try {
      while (left > 0) {
        int read = server.getInputStream().read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0 || holds(buffer, read, cut.swallowed())) {
          return;
        }
        client.getOutputStream().write(buffer, 0, read);
        left -= read;
      }
    } catch (IOException e) {
      // One of them is gone.
    }
  }

  private static boolean holds(byte[] buffer, int length, String word) {
    return !word.isEmpty()
        && new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(word);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    thread.interrupt();
  }
}
