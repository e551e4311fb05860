package org.sheafmail.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.plan.Routes;
import org.sheafmail.cli.plan.Selection;
import picocli.CommandLine.Option;

/// Which mail is meant and where it goes, for the commands that move mail.
final class RouteOptions {
  @Option(
      names = "--map",
      paramLabel = "OLD=NEW",
      description =
          "The mailbox OLD of the source, and those below it, become NEW (repeatable). NEW lies"
              + " below the MAILBOX of the URL unless it begins with a slash.")
  private List<String> maps = List.of();

  @Option(
      names = "--no-special-use",
      description =
          "Leave Sent, Drafts, Junk, Trash and Archive under their names. Default: without a"
              + " MAILBOX in the URL they go where the server keeps such mail.")
  private boolean noSpecialUse;

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description =
          "Only mailboxes of the source that match, and those below them (repeatable): * is"
              + " anything within a level, ** anything.")
  private List<String> include = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "Not the mailboxes that match, nor those below them (repeatable).")
  private List<String> exclude = List.of();

  @Option(
      names = "--since",
      paramLabel = "DATE",
      description = "Only messages whose internal date is this day (2020-12-31) or later.")
  private @Nullable LocalDate since;

  @Option(
      names = "--before",
      paramLabel = "DATE",
      description = "Only messages whose internal date is earlier than this day.")
  private @Nullable LocalDate before;

  /// What `--map` says.
  List<Routes.Rule> rules() throws CommandFailure {
    List<Routes.Rule> rules = new ArrayList<>();
    for (String map : maps) {
      try {
        rules.add(Routes.Rule.parse(map));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(ExitCode.USAGE, "--map: " + e.getMessage(), e);
      }
    }
    return rules;
  }

  /// @param zone in which days begin
  Selection selection(ZoneId zone) {
    return new Selection(include, exclude, start(since, zone), start(before, zone));
  }

  boolean specialUse() {
    return !noSpecialUse;
  }

  private static Optional<Instant> start(@Nullable LocalDate day, ZoneId zone) {
    return Optional.ofNullable(day).map(date -> date.atStartOfDay(zone).toInstant());
  }
}
