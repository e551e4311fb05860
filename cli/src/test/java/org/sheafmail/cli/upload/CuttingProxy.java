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
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/// Stands between client and server and cuts connections where a test wants it.
///
/// A cut is sudden for the client. The server keeps what it has received, and has ended its session
/// before any other connection is let through: whatever it was at is then done or never will be.
final class CuttingProxy implements AutoCloseable {
  /// When a connection is cut.
  ///
  /// @param toServer octets that get through to the server
  /// @param toClient octets that get through to the client
  /// @param swallowed a word in an answer that never gets through
  /// @param poison a word of the client that never gets through
  /// @param silent true to keep the connection open after a word was swallowed
  record Cut(long toServer, long toClient, String swallowed, String poison, boolean silent) {
    static final Cut NEVER = new Cut(Long.MAX_VALUE, Long.MAX_VALUE, "", "", false);

    Cut(long toServer, long toClient, String swallowed) {
      this(toServer, toClient, swallowed, "", false);
    }

    static Cut at(String poison) {
      return new Cut(Long.MAX_VALUE, Long.MAX_VALUE, "", poison, false);
    }

    static Cut silentAt(String swallowed) {
      return new Cut(Long.MAX_VALUE, Long.MAX_VALUE, swallowed, "", true);
    }
  }

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final Pattern mask;
  private final IntFunction<Cut> cuts;
  private final Thread thread;
  private final AtomicInteger connections = new AtomicInteger();
  private int ending;
  private volatile Runnable cutting = () -> {};

  /// @param cuts says for each connection, the first being 0, when it is cut
  CuttingProxy(InetSocketAddress target, IntFunction<Cut> cuts) throws IOException {
    this(target, "", cuts);
  }

  /// @param mask what the client is not to hear of the server's capabilities, as a pattern
  CuttingProxy(InetSocketAddress target, String mask, IntFunction<Cut> cuts) throws IOException {
    this.target = target;
    this.mask = Pattern.compile(mask);
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

  /// From now on, whoever is told kills a process, say, before a connection is cut.
  CuttingProxy tellingOfCuts(Runnable told) {
    cutting = told;
    return this;
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        awaitEnds();
        Cut cut = cuts.apply(connections.getAndIncrement());
        Thread.ofVirtual().start(() -> pass(client, cut));
      } catch (IOException e) {
        // The test is over.
      }
    }
  }

  private void pass(Socket client, Cut cut) {
    AtomicBoolean ended = new AtomicBoolean();
    try (client;
        Socket server = new Socket(target.getAddress(), target.getPort())) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Thread upwards = Thread.ofVirtual().start(() -> passUp(client, server, cut, ended));
      passDown(server, client, cut);
      cut(client, ended);
      upwards.join();
      // The server reads to the end what it was sent, and then hangs up.
      InputStream rest = server.getInputStream();
      while (rest.read(new byte[4096]) >= 0) {
        // Nobody hears it any more.
      }
    } catch (IOException e) {
      // The server has hung up the hard way.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      begin(ended);
      end();
    }
  }

  /// Counts the connection among those that are ending, once.
  private synchronized void begin(AtomicBoolean ended) {
    if (ended.compareAndSet(false, true)) {
      ending++;
    }
  }

  private synchronized void end() {
    ending--;
    notifyAll();
  }

  private synchronized void awaitEnds() {
    while (ending > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void passUp(Socket client, Socket server, Cut cut, AtomicBoolean ended) {
    try {
      copy(client.getInputStream(), server.getOutputStream(), cut);
    } catch (IOException e) {
      // The client is gone.
    }
    try {
      cut(client, ended);
      server.shutdownOutput();
    } catch (IOException e) {
      // The server is gone as well.
    }
  }

  private void cut(Socket client, AtomicBoolean ended) throws IOException {
    begin(ended);
    try {
      client.setSoLinger(true, 0);
    } catch (SocketException e) {
      // Closed already.
    }
    client.close();
  }

  private void copy(InputStream in, OutputStream out, Cut cut) throws IOException {
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
    cutting.run();
  }

  private void passDown(Socket server, Socket client, Cut cut) {
    byte[] buffer = new byte[8192];
    long left = cut.toClient();
    try {
      while (left > 0) {
        int read = server.getInputStream().read(buffer, 0, (int) Math.min(buffer.length, left));
        boolean swallowed = read >= 0 && holds(buffer, read, cut.swallowed());
        if (swallowed && cut.silent()) {
          continue;
        }
        if (read < 0 || swallowed) {
          return;
        }
        client.getOutputStream().write(masked(buffer, read));
        left -= read;
      }
      cutting.run();
    } catch (IOException e) {
      // One of them is gone.
    }
  }

  private byte[] masked(byte[] answer, int length) {
    String text = new String(answer, 0, length, StandardCharsets.ISO_8859_1);
    return text.contains("CAPABILITY")
        ? mask.matcher(text).replaceAll("").getBytes(StandardCharsets.ISO_8859_1)
        : Arrays.copyOf(answer, length);
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
