package org.sheafmail.cli.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a password comes from: a command, a file, the URL, the environment, `~/.netrc`,
/// `~/.authinfo`, in this order.
///
/// @param file `-` is the standard input
/// @param input the standard input
/// @param environment of this process
/// @param variable the one of it that may hold the password
/// @param home where `.netrc` and `.authinfo` lie
public record Passwords(
    Optional<String> command,
    Optional<Path> file,
    InputStream input,
    Map<String, String> environment,
    String variable,
    Path home) {
  /// The variable for the account that is filled, or the only one.
  public static final String VARIABLE = "SHEAF_PASSWORD";

  /// A word of `.netrc`; what has blanks stands in quotes.
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /// The password for `target`, or none if none of the places has one.
  ///
  /// @throws IOException if a place that was named does not give one
  public Optional<String> find(TargetUrl target) throws IOException {
    if (command.isPresent()) {
      return Optional.of(new SecretCommand(command.get(), "a password").run());
    }
    if (file.isPresent()) {
      return Optional.of(ofFile(file.get()));
    }
    if (target.password().isPresent()) {
      return target.password();
    }
    String value = environment.getOrDefault(variable, "");
    if (!value.isEmpty()) {
      return Optional.of(value);
    }
    Optional<String> ofNetrc = ofNetrc(home.resolve(".netrc"), target);
    return ofNetrc.isPresent() ? ofNetrc : ofNetrc(home.resolve(".authinfo"), target);
  }

  private String ofFile(Path path) throws IOException {
    return path.toString().equals("-")
        ? firstLine(new String(input.readAllBytes(), StandardCharsets.UTF_8), "standard input")
        : firstLine(Files.readString(path), path.toString());
  }

  private static String firstLine(String text, String where) throws IOException {
    String line = text.lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw new IOException("no password in the first line of " + where);
    }
    return line;
  }

  /// `machine HOST login USER password PASSWORD`, words separated by anything blank.
  private static Optional<String> ofNetrc(Path netrc, TargetUrl target) throws IOException {
    if (!Files.isReadable(netrc)) {
      return Optional.empty();
    }
    List<String> words =
        WORD.matcher(Files.readString(netrc))
            .results()
            .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
            .toList();
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
