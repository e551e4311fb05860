package org.sheafmail.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One run of `sheaf` inside the test's process, without a person at a terminal.
record Run(int exitCode, String out, String err) {

  static Run sheaf(String... args) {
    return withInput("", args);
  }

  static Run withInput(String input, String... args) {
    return run(input, Map.of(), args);
  }

  static Run withEnvironment(Map<String, String> environment, String... args) {
    return run("", environment, args);
  }

  private static Run run(String input, Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            null,
            false);
    int exitCode = Sheaf.run(terminal, new Shutdown(), environment, args);
    return new Run(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Lines on standard error.
  long errLines() {
    return err.lines().count();
  }
}
