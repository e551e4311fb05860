package org.sheafmail.cli.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sheafmail.cli.source.SourceMessage;

/// Which part of the sources is meant.
///
/// A pattern holds for a mailbox and those below it. `*` stands for anything within a level, `**`
/// for anything, `?` for one character; case makes no difference.
///
/// @param include only these mailboxes; all of them if there is none
/// @param exclude but not these
/// @param since only messages that arrived then or later
/// @param before only messages that arrived earlier
public record Selection(
    List<String> include, List<String> exclude, Optional<Instant> since, Optional<Instant> before) {
  public static final Selection ALL =
      new Selection(List.of(), List.of(), Optional.empty(), Optional.empty());

  public Selection {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /// True for a mailbox that is meant.
  ///
  /// @param levels as the source has them
  public boolean takes(List<String> levels) {
    return (include.isEmpty() || include.stream().anyMatch(glob -> matches(glob, levels)))
        && exclude.stream().noneMatch(glob -> matches(glob, levels));
  }

  /// True for a message of the right time. One without a date is taken: nobody knows better.
  boolean takes(SourceMessage message) {
    return takes(message.internalDate().map(date -> date.at().toInstant()));
  }

  /// True for the right time, and for none.
  public boolean takes(Optional<Instant> at) {
    return at.isEmpty()
        || (since.map(from -> !at.get().isBefore(from)).orElse(true)
            && before.map(to -> at.get().isBefore(to)).orElse(true));
  }

  private static boolean matches(String glob, List<String> levels) {
    Pattern pattern = pattern(glob);
    for (int depth = 1; depth <= levels.size(); depth++) {
      if (pattern.matcher(String.join("/", levels.subList(0, depth))).matches()) {
        return true;
      }
    }
    return false;
  }

  private static Pattern pattern(String glob) {
    String regex =
        Pattern.compile("\\*\\*|\\*|\\?|[^*?]+")
            .matcher(glob)
            .results()
            .map(piece ->
                switch (piece.group()) {
                  case "**" -> ".*";
                  case "*" -> "[^/]*";
                  case "?" -> "[^/]";
                  default -> Pattern.quote(piece.group());
                })
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }
}
