package org.sheafmail.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A process started by the benchmark, and ended by it through its process id.
final class Child implements AutoCloseable {
  private static final long END_SECONDS_MAX = 30;

  private final Process process;
  private final Path log;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// Starts `builder` with its error output in `log`.
  static Child start(ProcessBuilder builder, Path log) throws IOException {
    return new Child(
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start(), log);
  }

  /// Runs a command to its end and returns what it printed.
  ///
  /// @throws IOException if its exit code is not 0
  static String run(String input, List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(UTF_8));
    }
    try (InputStream stdout = process.getInputStream()) {
      String printed = new String(stdout.readAllBytes(), UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(String.join(" ", command) + " ended with " + code + ": " + printed);
      }
      return printed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Reads the process's output up to the line that holds `ready` and returns its first group. The
  /// rest of the output is read and dropped.
  String await(Pattern ready) throws IOException {
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher matcher = ready.matcher(line);
      if (matcher.find()) {
        Thread.ofVirtual().start(() -> drop(out));
        return matcher.group(1);
      }
    }
    throw new IOException("ended before it was ready: " + Files.readString(log).strip());
  }

  private static void drop(BufferedReader out) {
    try (out) {
      out.transferTo(java.io.Writer.nullWriter());
    } catch (IOException e) {
      // The process has ended; nobody wants its last words.
      return;
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
