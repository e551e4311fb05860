package org.sheafmail.cli.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// A command of the user's that prints a secret in its first line.
///
/// @param what it prints, for messages
public record SecretCommand(String command, String what) {
  private static final long SECONDS_MAX = 120;

  /// Runs it.
  ///
  /// @throws IOException if it fails or prints nothing
  public String run() throws IOException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("the command for " + what + " failed: " + command);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the command for " + what + " ran", e);
    } finally {
      process.destroy();
    }
    String line = output.lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw new IOException("the command printed no line with " + what + ": " + command);
    }
    return line;
  }
}
