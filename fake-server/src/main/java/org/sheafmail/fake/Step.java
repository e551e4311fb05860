package org.sheafmail.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One line of a script.
sealed interface Step {
  /// `S:`, and `S+` if it is held back.
  record Say(String text, boolean held) implements Step {}

  /// `C:` and `C~`.
  record Expect(Pattern line) implements Step {}

  /// `C#`, and `CUT`, which closes the connection after it.
  record Take(long octets, boolean close) implements Step {}

  /// `HOLD`.
  record Hold(String name) implements Step {}

  /// `MARK`.
  record Mark(String name) implements Step {}

  /// The steps of one word.
  enum Word implements Step {
    CLOSE,
    ANYTHING,
    RECONNECT,
    TLS
  }

  /// The steps of a script; empty lines are none.
  ///
  /// @throws IllegalArgumentException naming the line that is no step
  static List<Step> parse(String script) {
    List<Step> steps = new ArrayList<>();
    int number = 0;
    for (String line : script.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      int at = number;
      steps.add(
          parseLine(line)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "line " + at + " of the script is no step: " + line)));
    }
    return steps;
  }

  private static Optional<Step> parseLine(String line) {
    for (Word word : Word.values()) {
      if (line.equals(word.name())) {
        return Optional.of(word);
      }
    }
    int space = line.indexOf(' ');
    String kind = space < 0 ? line : line.substring(0, space);
    String rest = space < 0 ? "" : line.substring(space + 1);
    return switch (kind) {
      case "S:" -> Optional.of(new Say(rest, false));
      case "S+" -> Optional.of(new Say(rest, true));
      case "C:" -> Optional.of(new Expect(Pattern.compile(rest, Pattern.LITERAL)));
      case "C~" -> Optional.of(new Expect(Pattern.compile(rest)));
      case "C#", "CUT" ->
          rest.matches("\\d{1,18}")
              ? Optional.of(new Take(Long.parseLong(rest), kind.equals("CUT")))
              : Optional.empty();
      case "HOLD" -> Optional.of(new Hold(rest));
      case "MARK" -> Optional.of(new Mark(rest));
      default -> Optional.empty();
    };
  }
}
