package org.sheafmail.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The terminal of this process, stream by stream. `System.console()` knows only whether input and
/// output both are one: a password must not be shown either when the output goes to a file, and a
/// status line may be redrawn all the same.
final class Tty {
  private static final long PATIENCE_SECONDS = 5;

  /// True if the stream with that number (0 input, 1 output, 2 errors) is a terminal.
  boolean isTerminal(int stream) {
    Path link = Path.of("/proc/self/fd/" + stream);
    try {
      if (Files.isSymbolicLink(link)) {
        return Files.readSymbolicLink(link).toString().matches("/dev/(pts/|tty|console).*");
      }
    } catch (IOException e) {
      // Then the other way.
    }
    return stream <= 2 && run("test -t " + stream) != null;
  }

  /// Characters in a line of the terminal.
  int width(int otherwise) {
    String size = run("stty size < /dev/tty 2> /dev/null");
    String[] words = size == null ? new String[0] : size.strip().split(" ", -1);
    return words.length == 2 && words[1].matches("[1-9]\\d{1,3}")
        ? Integer.parseInt(words[1])
        : otherwise;
  }

  /// Asks a question on `err` and reads a line of `in` that is not shown.
  @Nullable String secret(String question, InputStream in, PrintStream err) throws IOException {
    String before = run("stty -g");
    if (before == null || run("stty -echo") == null) {
      throw new IOException("what is typed on this terminal cannot be hidden");
    }
    Thread restore = new Thread(() -> run("stty " + before.strip()), "terminal");
    Runtime.getRuntime().addShutdownHook(restore); // For Ctrl-C.
    try {
      err.print(question);
      err.flush();
      return line(in);
    } finally {
      Runtime.getRuntime().removeShutdownHook(restore);
      run("stty " + before.strip());
      err.println();
    }
  }

  /// Not a character more: what follows belongs to the next question.
  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet = in.read();
    if (octet < 0) {
      return null;
    }
    for (; octet >= 0 && octet != '\n'; octet = in.read()) {
      line.write(octet);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /// What a command of the shell prints; null if it fails.
  private static @Nullable String run(String command) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", command)
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? output : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
