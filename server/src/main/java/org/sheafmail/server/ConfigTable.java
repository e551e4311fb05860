package org.sheafmail.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// One table of a configuration file while it is read: hands out checked values, notes every error
/// with its place, and knows which keys nobody asked for.
final class ConfigTable {
  private final @Nullable TomlTable table;
  private final String path;
  private final Problems problems;
  private final Set<String> known = new HashSet<>();
  private final List<ConfigTable> below = new ArrayList<>();

  /// Every error found so far.
  static final class Problems {
    private final String file;
    private final List<Problem> found = new ArrayList<>();

    private record Problem(int line, int column, String what) {}

    Problems(String file) {
      this.file = file;
    }

    void add(@Nullable TomlPosition at, String what) {
      found.add(new Problem(at == null ? 1 : at.line(), at == null ? 1 : at.column(), what));
    }

    void throwIfAny() throws ConfigException {
      if (!found.isEmpty()) {
        found.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        throw new ConfigException(
            found.stream()
                .map(p -> file + ":" + p.line() + ":" + p.column() + ": " + p.what())
                .toList());
      }
    }
  }

  /// @param table null for one that is not in the file: every value is its default
  /// @param path the name of the table with a dot after it; empty for the file itself
  ConfigTable(@Nullable TomlTable table, String path, Problems problems) {
    this.table = table;
    this.path = path;
    this.problems = problems;
  }

  /// The table of that name within this one.
  ConfigTable table(String key) {
    Object value = value(key);
    if (value != null && !(value instanceof TomlTable)) {
      wrong(key, "expected a table");
    }
    var inner =
        new ConfigTable(value instanceof TomlTable t ? t : null, path + key + ".", problems);
    below.add(inner);
    return inner;
  }

  /// A whole number from `min` to `max`.
  long number(String key, long byDefault, long min, long max) {
    Object value = value(key);
    if (value == null) {
      return byDefault;
    }
    if (value instanceof Long number && number >= min && number <= max) {
      return number;
    }
    wrong(key, "expected a whole number from " + min + " to " + max + ", found " + value);
    return byDefault;
  }

  Duration seconds(String key, long byDefault, long min, long max) {
    return Duration.ofSeconds(number(key, byDefault, min, max));
  }

  Duration milliseconds(String key, long byDefault, long min, long max) {
    return Duration.ofMillis(number(key, byDefault, min, max));
  }

  /// A string, brought into its form by `parse`, whose `IllegalArgumentException` says what is
  /// wrong with it.
  <T> Optional<T> string(String key, Function<String, T> parse) {
    Object value = value(key);
    if (value instanceof String text) {
      return parsed(key, text, parse);
    }
    if (value != null) {
      wrong(key, "expected a string, found " + value);
    }
    return Optional.empty();
  }

  /// A list of strings, each brought into its form by `parse`; empty if it is not there.
  <T> Optional<List<T>> strings(String key, Function<String, T> parse) {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    List<T> found = new ArrayList<>();
    if (value instanceof TomlArray array) {
      for (Object element : array.toList()) {
        if (element instanceof String text) {
          parsed(key, text, parse).ifPresent(found::add);
        } else {
          wrong(key, "expected a list of strings, found " + element);
        }
      }
    } else {
      wrong(key, "expected a list of strings");
    }
    return Optional.of(found);
  }

  private <T> Optional<T> parsed(String key, String text, Function<String, T> parse) {
    try {
      return Optional.of(parse.apply(text));
    } catch (IllegalArgumentException e) {
      wrong(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /// Notes an error at `key`.
  void wrong(String key, String what) {
    TomlPosition at = table == null ? null : table.inputPositionOf(List.of(key));
    problems.add(at, path + key + ": " + what);
  }

  /// Notes each key, of this table and those below, that nobody asked for: a word misspelt must not
  /// go unnoticed.
  void refuseUnknown() {
    if (table != null) {
      for (String key : table.keySet()) {
        if (!known.contains(key)) {
          wrong(
              key,
              "no such setting; there are " + String.join(", ", known.stream().sorted().toList()));
        }
      }
    }
    below.forEach(ConfigTable::refuseUnknown);
  }

  private @Nullable Object value(String key) {
    known.add(key);
    return table == null ? null : table.get(List.of(key));
  }
}
