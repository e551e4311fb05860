package org.sheafmail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.upload.TargetUrl;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Options that a user always wants, by their long names: `sheaf/config` in `$XDG_CONFIG_HOME` or
/// `~/.config`. Lines below `[USER@HOST]` are for that account alone, whether mail goes there or
/// comes from there; what the command line or a variable says comes first.
///
/// ```
/// connections = 4
///
/// [ada@mail.example.org]
/// password-command = pass show mail
/// rate = 10
/// ```
final class ConfigFile implements IDefaultValueProvider {
  /// For no account in particular.
  private static final String ALL = "";

  private static final String FROM = "from-";

  private final Map<String, Map<String, String>> sections = new HashMap<>();
  private final Map<String, String> environment;
  private final List<String> accounts;

  private ConfigFile(Map<String, String> environment, List<String> accounts) {
    this.environment = environment;
    this.accounts = accounts;
  }

  /// Reads the file, if there is one.
  ///
  /// @param known asked whether there is an option of that name
  /// @param arguments of the command line, which name the accounts
  /// @throws CommandFailure saying which line is wrong
  static ConfigFile read(
      Map<String, String> environment, Predicate<String> known, List<String> arguments)
      throws CommandFailure {
    ConfigFile config = new ConfigFile(environment, accounts(arguments));
    Optional<Path> file = place(environment).filter(Files::exists);
    if (file.isPresent()) {
      try {
        config.read(Files.readAllLines(file.get()), file.get(), known);
      } catch (IOException e) {
        throw new CommandFailure(ExitCode.USAGE, "cannot read " + file.get() + ": " + e, e);
      }
    }
    return config;
  }

  private static Optional<Path> place(Map<String, String> environment) {
    String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (xdg.isEmpty() && home.isEmpty()) {
      return Optional.empty();
    }
    Path base = xdg.isEmpty() ? Path.of(home, ".config") : Path.of(xdg);
    return Optional.of(base.resolve("sheaf").resolve("config"));
  }

  /// The accounts in the order of the command line; what is no URL is somebody else's to refuse.
  private static List<String> accounts(List<String> arguments) {
    List<String> accounts = new ArrayList<>();
    for (String argument : arguments) {
      if (MailSourceOptions.isUrl(argument)) {
        try {
          accounts.add(section(TargetUrl.parse(argument).account()));
        } catch (IllegalArgumentException e) {
          accounts.add(ALL);
        }
      }
    }
    return accounts;
  }

  private static String section(String account) {
    return account.toLowerCase(Locale.ROOT);
  }

  private void read(List<String> lines, Path file, Predicate<String> known) throws CommandFailure {
    String section = ALL;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      int equals = line.indexOf('=');
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[") && line.endsWith("]")) {
        section = section(line.substring(1, line.length() - 1).strip());
        continue;
      }
      String key = equals < 0 ? line : line.substring(0, equals).strip();
      if (equals < 0 || !known.test("--" + key)) {
        String what = equals < 0 ? "expected OPTION = VALUE" : "there is no option --" + key;
        throw new CommandFailure(ExitCode.USAGE, file + ":" + (i + 1) + ": " + what);
      }
      sections
          .computeIfAbsent(section, _ -> new HashMap<>())
          .put(key, line.substring(equals + 1).strip());
    }
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || isPasswordOfEnvironment(option)) {
      return null;
    }
    String key = key(option);
    if (key.startsWith(FROM) && accounts.size() > 1) {
      String value = value(accounts.getFirst(), key.substring(FROM.length()));
      return value == null ? value(ALL, key) : value;
    }
    String value = accounts.isEmpty() ? null : value(accounts.getLast(), key);
    return value == null ? value(ALL, key) : value;
  }

  private static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  /// A password in a variable comes before a way to one in the file.
  private boolean isPasswordOfEnvironment(OptionSpec option) {
    String name = option.longestName();
    return name.matches("--(from-)?password-(command|file)")
        && !environment
            .getOrDefault(
                EnvironmentDefaults.variable(name.replaceFirst("-(command|file)$", "")), "")
            .isEmpty();
  }

  private @Nullable String value(String section, String key) {
    return sections.getOrDefault(section, Map.of()).get(key);
  }
}
