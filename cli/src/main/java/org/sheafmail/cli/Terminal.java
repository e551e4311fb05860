package org.sheafmail.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a command reads and writes: results go to `out`, everything else to `err`.
///
/// @param person set if somebody sits there who can be asked
/// @param colour whether what is printed on `out` may be coloured
/// @param animated whether lines on `err` may be redrawn
/// @param width of the terminal, in characters
record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    @Nullable Person person,
    boolean colour,
    boolean animated,
    int width) {
  private static final int WIDTH = 80;

  /// Somebody who can be asked for a secret.
  @FunctionalInterface
  interface Person {
    /// What was typed, without showing it; null if there was no answer.
    @Nullable String secret(String question) throws IOException;
  }

  /// One where lines are not redrawn.
  Terminal(
      InputStream in, PrintStream out, PrintStream err, @Nullable Person person, boolean colour) {
    this(in, out, err, person, colour, false, WIDTH);
  }

  /// The streams of this process.
  static Terminal ofProcess(Map<String, String> environment) {
    Tty tty = new Tty();
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    // no-color.org: set to anything but nothing.
    boolean colour =
        tty.isTerminal(1) && environment.getOrDefault("NO_COLOR", "").isEmpty() && !dumb;
    PrintStream err = utf8(FileDescriptor.err);
    return new Terminal(
        System.in,
        utf8(FileDescriptor.out),
        err,
        tty.isTerminal(0) ? question -> tty.secret(question, System.in, err) : null,
        colour,
        tty.isTerminal(2) && !dumb,
        tty.isTerminal(2) ? tty.width(WIDTH) : WIDTH);
  }

  /// The same without colours.
  Terminal withoutColour() {
    return new Terminal(in, out, err, person, false, animated, width);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /// A new password: asked for twice without showing it, or one line of `in` if nobody sits there.
  String newPassword(String user) throws IOException, CommandFailure {
    if (person == null) {
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      String line = lines.readLine();
      if (line == null || line.isEmpty()) {
        throw new CommandFailure(
            ExitCode.USAGE, "expected the password of " + user + " on standard input");
      }
      return line;
    }
    String first = person.secret("New password for " + user + ": ");
    String second = first == null ? null : person.secret("The same again: ");
    if (first == null || second == null || first.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "no password given");
    }
    if (!first.equals(second)) {
      throw new CommandFailure(ExitCode.USAGE, "the two passwords differ");
    }
    return first;
  }

  /// The text, in bold where that can be.
  String bold(String text) {
    return colour ? "\u001B[1m" + text + "\u001B[0m" : text;
  }
}
