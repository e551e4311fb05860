package org.sheafmail.cli.upload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A command of the user's that prints a secret in its first line.
///
/// @param what it prints, for messages
/// @param limit for how long it may take
public record SecretCommand(String command, String what, Duration limit) {
  /// Somebody may have to type something, or to find a key.
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /// The first word that is a program: what follows it, or is assigned before it, may be secret.
  private static final Pattern PROGRAM = Pattern.compile("^\\s*(?:\\w+=\\S*\\s+)*([\\w./~+-]+)");

  public SecretCommand(String command, String what) {
    this(command, what, LIMIT);
  }

  /// Runs it.
  ///
  /// @throws IOException if it fails, takes too long or prints nothing
  public String run() throws IOException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    CompletableFuture<String> firstLine = new CompletableFuture<>();
    Thread.ofVirtual().name("sheaf-secret").start(() -> read(process, firstLine));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            named() + " did not end within " + limit.toSeconds() + " seconds; was it to be typed?");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + named() + " ran", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    if (process.exitValue() != 0) {
      throw new IOException(named() + " failed with exit code " + process.exitValue());
    }
    String line = firstLine.join();
    if (line.isEmpty()) {
      throw new IOException(named() + " printed no line with " + what);
    }
    return line;
  }

  /// The rest is read as well, so that the command need not wait for somebody to take it.
  private static void read(Process process, CompletableFuture<String> firstLine) {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = output.readLine();
      firstLine.complete(line == null ? "" : line);
      while (output.read() >= 0) {
        // Nobody wants it.
      }
    } catch (IOException e) {
      firstLine.complete(""); // If it is complete already, this changes nothing.
    }
  }

  private String named() {
    Matcher program = PROGRAM.matcher(command);
    return "the command for " + what + (program.find() ? " (" + program.group(1) + " …)" : "");
  }
}
