package org.sheafmail.cli.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Where a password comes from: a command, a file, the environment, `~/.netrc`, in this order.
///
/// @param environment of this process
/// @param home where `.netrc` lies
public record Passwords(
    Optional<String> command, Optional<Path> file, Map<String, String> environment, Path home) {
  /// The variable that may hold the password.
  public static final String VARIABLE = "SHEAF_PASSWORD";

  private static final long COMMAND_SECONDS_MAX = 120;

  /// The password for `target`, or none if none of the places has one.
  ///
  /// @throws IOException if a place that was named does not give one
  public Optional<String> find(TargetUrl target) throws IOException, InterruptedException {
    if (command.isPresent()) {
      return Optional.of(ofCommand(command.get()));
    }
    if (file.isPresent()) {
      return Optional.of(firstLine(Files.readString(file.get()), file.get().toString()));
    }
    if (target.password().isPresent()) {
      return target.password();
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    return variable.isEmpty() ? ofNetrc(target) : Optional.of(variable);
  }

  private static String ofCommand(String line) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroy();
      throw new IOException("the password command failed: " + line);
    }
    return firstLine(output, "the password command");
  }

  private static String firstLine(String text, String where) throws IOException {
    String line = text.lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw new IOException("no password in the first line of " + where);
    }
    return line;
  }

  /// `machine HOST login USER password PASSWORD`, words separated by anything blank.
  private Optional<String> ofNetrc(TargetUrl target) throws IOException {
    Path netrc = home.resolve(".netrc");
    if (!Files.isReadable(netrc)) {
      return Optional.empty();
    }
    List<String> words = List.of(Files.readString(netrc).split("\\s+", -1));
    boolean machine = false;
    boolean login = false;
    for (int i = 0; i + 1 < words.size(); i++) {
      String next = words.get(i + 1);
      switch (words.get(i)) {
        case "machine" -> {
          machine = next.equals(target.host());
          login = true;
        }
        case "default" -> {
          machine = true;
          login = true;
        }
        case "login" -> login = next.equals(target.user());
        case "password" -> {
          if (machine && login) {
            return Optional.of(next);
          }
        }
        default -> {
          // Values, and words of FTP that say nothing about a password.
        }
      }
    }
    return Optional.empty();
  }
}
