package org.sheafmail.cli;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `sheaf` that runs on in the background until it is asked to stop.
final class Serving implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("imap://([0-9.]+):(\\d+)");
  private static final int PATIENCE_SECONDS = 60;

  private final Shutdown shutdown = new Shutdown();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final BufferedReader out;

  private Serving(String... args) throws IOException {
    PipedOutputStream written = new PipedOutputStream();
    out =
        new BufferedReader(
            new InputStreamReader(new PipedInputStream(written, 1 << 16), StandardCharsets.UTF_8));
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(written, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            null,
            false);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (written) {
            exitCode.complete(Sheaf.run(terminal, shutdown, args));
          } catch (IOException | RuntimeException e) {
            exitCode.completeExceptionally(e);
          }
        });
  }

  static Serving sheaf(String... args) throws IOException {
    return new Serving(args);
  }

  /// The next line on standard output, or null at its end.
  String line() throws IOException {
    return out.readLine();
  }

  /// The address in the next line that has one.
  InetSocketAddress address() throws IOException {
    for (String line = line(); line != null; line = line()) {
      Matcher matcher = ADDRESS.matcher(line);
      if (matcher.find()) {
        return new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
      }
    }
    throw new AssertionError("no address was told: " + err.toString(StandardCharsets.UTF_8));
  }

  /// Asks it to stop and waits until it has.
  ///
  /// @return the exit code
  int stop() {
    shutdown.request();
    return exitCode.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    stop();
  }
}
