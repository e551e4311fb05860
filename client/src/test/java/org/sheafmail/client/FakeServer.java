package org.sheafmail.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// Plays one side of a conversation with one client, on a loopback port.
///
/// Each line of the script is a step:
///
/// ```
/// S: text      sends the line
/// S+ text      sends the line together with the next
/// C: text      expects exactly this line; a literal's octets are lines, too, if they end in CRLF
/// C~ pattern   expects a line that matches
/// ```
///
/// The connection is closed after the last step, once the client has closed it or said something
/// more, which is a failure; `CLOSE` closes it there and then, and after `ANYTHING` the client may
/// say what it likes.
final class FakeServer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final ServerSocket listener;
  private final CompletableFuture<Void> played = new CompletableFuture<>();

  private FakeServer(String script, ServerSocketFactory sockets, @Nullable SSLContext later)
      throws IOException {
    listener = sockets.createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = listener.accept()) {
            int tls = script.indexOf("\nTLS\n") + 1;
            if (later == null || tls == 0) {
              play(script, socket, true);
            } else {
              play(script.substring(0, tls), socket, false);
              try (Socket safe =
                  later.getSocketFactory().createSocket(socket, null, socket.getPort(), true)) {
                ((SSLSocket) safe).setUseClientMode(false);
                play(script.substring(tls + 4), safe, true);
              }
            }
            played.complete(null);
          } catch (IOException | AssertionError e) {
            played.completeExceptionally(e);
          }
        });
  }

  static FakeServer play(String script) throws IOException {
    return new FakeServer(script, ServerSocketFactory.getDefault(), null);
  }

  /// The same in TLS.
  static FakeServer play(String script, SSLContext tls) throws IOException {
    return new FakeServer(script, tls.getServerSocketFactory(), null);
  }

  /// The same in TLS from the step `TLS` on.
  static FakeServer playStartTls(String script, SSLContext tls) throws IOException {
    return new FakeServer(script, ServerSocketFactory.getDefault(), tls);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private static void play(String script, Socket socket, boolean all) throws IOException {
    InputStream in =
        all ? new BufferedInputStream(socket.getInputStream()) : socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    StringBuilder held = new StringBuilder();
    for (String step : script.lines().toList()) {
      if (step.equals("CLOSE")) {
        return;
      }
      if (step.equals("ANYTHING")) {
        in.transferTo(OutputStream.nullOutputStream());
        return;
      }
      String text = step.substring(Math.min(3, step.length()));
      switch (step.substring(0, 2)) {
        case "S:" -> {
          out.write((held + text + "\r\n").getBytes(UTF_8));
          held.setLength(0);
        }
        case "S+" -> held.append(text).append("\r\n");
        case "C:" -> expect(Pattern.compile(text, Pattern.LITERAL), readLine(in));
        case "C~" -> expect(Pattern.compile(text), readLine(in));
        default -> throw new AssertionError("not a step: " + step);
      }
    }
    int more = all ? in.read() : -1;
    if (more >= 0) {
      throw new AssertionError("the client said more: " + (char) more + readLine(in));
    }
  }

  private static void expect(Pattern pattern, String line) {
    if (!pattern.matcher(line).matches()) {
      throw new AssertionError("expected <" + pattern + "> but the client said <" + line + ">");
    }
  }

  private static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("the client closed after <" + line.toString(UTF_8) + ">");
      }
      line.write(octet);
    }
    return line.toString(UTF_8).stripTrailing();
  }

  /// Waits for the end of the script and fails if the client did not keep to it.
  @Override
  public void close() throws IOException {
    try {
      played.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("the client is still connected", e);
    } finally {
      listener.close();
    }
  }
}
