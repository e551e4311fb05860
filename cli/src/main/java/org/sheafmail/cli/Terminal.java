package org.sheafmail.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a command reads and writes: results go to `out`, everything else to `err`.
///
/// @param console set if a person sits there: questions can be asked, and lines redrawn
/// @param colour whether what is printed for a person may be coloured
record Terminal(
    InputStream in, PrintStream out, PrintStream err, @Nullable Console console, boolean colour) {

  /// The streams of this process.
  static Terminal ofProcess(Map<String, String> environment) {
    Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    // no-color.org: set to anything but nothing.
    boolean colour =
        console.isPresent()
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(
        System.in,
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        console.orElse(null),
        colour);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /// True if lines may be redrawn.
  boolean animated() {
    return console != null;
  }

  /// A new password: asked for twice without showing it, or one line of `in` if nobody sits there.
  String newPassword(String user) throws IOException, CommandFailure {
    if (console == null) {
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      String line = lines.readLine();
      if (line == null || line.isEmpty()) {
        throw new CommandFailure(
            ExitCode.USAGE, "expected the password of " + user + " on standard input");
      }
      return line;
    }
    char[] first = console.readPassword("New password for %s: ", user);
    char[] second = first == null ? null : console.readPassword("The same again: ");
    if (first == null || second == null || first.length == 0) {
      throw new CommandFailure(ExitCode.USAGE, "no password given");
    }
    if (!Arrays.equals(first, second)) {
      throw new CommandFailure(ExitCode.USAGE, "the two passwords differ");
    }
    return new String(first);
  }

  /// The text, in bold where that can be.
  String bold(String text) {
    return colour ? "\u001B[1m" + text + "\u001B[0m" : text;
  }
}
