package org.sheafmail.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// Goes through the steps of a script, one connection after the other.
final class Player implements AutoCloseable {
  private static final Pattern GROUP = Pattern.compile("\\$([1-9])");

  private final ServerSocket listener;
  private final List<Step> steps;
  private final @Nullable SSLContext tls;
  private final ConcurrentHashMap<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, CompletableFuture<Boolean>> marks =
      new ConcurrentHashMap<>();

  /// Guarded by itself.
  private final List<String> received = new ArrayList<>();

  // What follows is the playing thread's; others look at where it is.

  private final StringBuilder held = new StringBuilder();
  private List<String> groups = List.of();
  private final AtomicInteger next = new AtomicInteger();
  private volatile @Nullable Socket socket;

  Player(ServerSocket listener, List<Step> steps, @Nullable SSLContext tls) {
    this.listener = listener;
    this.steps = steps;
    this.tls = tls;
  }

  CountDownLatch gate(String name) {
    return gates.computeIfAbsent(name, _ -> new CountDownLatch(1));
  }

  CompletableFuture<Boolean> mark(String name) {
    return marks.computeIfAbsent(name, _ -> new CompletableFuture<>());
  }

  List<String> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  void play() throws IOException, InterruptedException {
    do {
      try (Socket connection = listener.accept()) {
        socket = connection;
        play(connection);
      }
    } while (next.get() < steps.size());
  }

  /// Plays until the connection is over.
  private void play(Socket connection) throws IOException, InterruptedException {
    // Nothing may be read ahead before TLS, whose first octets come right after the last line.
    boolean readsAhead = !steps.subList(next.get(), steps.size()).contains(Step.Word.TLS);
    InputStream in =
        readsAhead
            ? new BufferedInputStream(connection.getInputStream())
            : connection.getInputStream();
    while (next.get() < steps.size()) {
      Step step = steps.get(next.getAndIncrement());
      switch (step) {
        case Step.Say say -> say(say, connection.getOutputStream());
        case Step.Expect(Pattern line) -> expect(line, in);
        case Step.Take(long octets, boolean close) -> {
          take(octets, in);
          if (close) {
            return;
          }
        }
        case Step.Hold(String name) -> gate(name).await();
        case Step.Mark(String name) -> mark(name).complete(true);
        case Step.Word word -> {
          if (word == Step.Word.TLS) {
            playTls(connection);
          } else if (word == Step.Word.ANYTHING) {
            in.transferTo(OutputStream.nullOutputStream());
          }
          return;
        }
      }
    }
    int more = in.read();
    if (more >= 0) {
      throw new AssertionError("the client said more: " + (char) more + readLine(in));
    }
  }

  private void playTls(Socket connection) throws IOException, InterruptedException {
    if (tls == null) {
      throw new AssertionError("TLS needs playStartTls");
    }
    try (SSLSocket safe =
        (SSLSocket)
            tls.getSocketFactory().createSocket(connection, null, connection.getPort(), true)) {
      safe.setUseClientMode(false);
      play(safe);
    }
  }

  private void say(Step.Say say, OutputStream out) throws IOException {
    held.append(withGroups(say.text())).append("\r\n");
    if (!say.held()) {
      out.write(held.toString().getBytes(UTF_8));
      held.setLength(0);
    }
  }

  private String withGroups(String text) {
    return GROUP
        .matcher(text)
        .replaceAll(match -> {
          int group = Integer.parseInt(match.group(1));
          return Matcher.quoteReplacement(
              group <= groups.size() ? groups.get(group - 1) : match.group());
        });
  }

  private void expect(Pattern pattern, InputStream in) throws IOException {
    String line = readLine(in);
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw new AssertionError("expected <" + pattern + "> but the client said <" + line + ">");
    }
    if (matcher.groupCount() > 0) {
      groups = new ArrayList<>();
      for (int i = 1; i <= matcher.groupCount(); i++) {
        groups.add(matcher.group(i) == null ? "" : matcher.group(i));
      }
    }
  }

  private String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("the client closed after <" + octets.toString(UTF_8) + ">");
      }
      octets.write(octet);
    }
    String line = octets.toString(UTF_8).stripTrailing();
    synchronized (received) {
      received.add(line);
    }
    return line;
  }

  private static void take(long octets, InputStream in) throws IOException {
    for (long left = octets; left > 0; left--) {
      if (in.read() < 0) {
        throw new EOFException("the client closed " + left + " octets before " + octets);
      }
    }
  }

  /// Where the script is.
  @Override
  public String toString() {
    return "step " + next + " of " + steps.size();
  }

  @Override
  public void close() throws IOException {
    Socket connection = socket;
    if (connection != null) {
      connection.close();
    }
  }
}
