package org.sheafmail.cli;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.plan.Supply;
import org.sheafmail.cli.source.DateRule;
import org.sheafmail.cli.source.MboxFormat;
import org.sheafmail.cli.source.SourceOptions;
import org.sheafmail.cli.source.SourceOptions.CrPolicy;
import org.sheafmail.cli.source.SourceOptions.EmptyPolicy;
import org.sheafmail.cli.source.SourceOptions.LabelPolicy;
import org.sheafmail.cli.source.SourceOptions.NulPolicy;
import org.sheafmail.cli.upload.TargetUrl;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/// What is read and how: the sources and the URL they go to, for the commands that have both.
final class MailSourceOptions {
  /// Reads an enum value as it is shown: `from-line`.
  static final class Rule implements ITypeConverter<DateRule> {
    @Override
    public DateRule convert(String value) {
      try {
        return DateRule.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "no such rule: " + value + ", expected one of " + List.of(DateRule.values()));
      }
    }
  }

  @Parameters(
      arity = "2..*",
      paramLabel = "SOURCE... URL",
      hideParamSyntax = true,
      description = {
        "What to upload: mbox files, Maildir, MH and EML folders, zip, tar and gzip archives of"
            + " those, Google Takeout; then where to: imaps://USER@HOST[:PORT][/MAILBOX], or imap://,"
            + " which begins TLS by STARTTLS except on this machine. Without MAILBOX, mailboxes are named after files and folders."
      })
  private List<String> places = List.of();

  @Option(
      names = "--mbox-format",
      paramLabel = "FORMAT",
      description = "mboxo, mboxrd, mboxcl or mboxcl2. Default: found out by looking.")
  private @Nullable MboxFormat mboxFormat;

  @Option(
      names = "--date",
      split = ",",
      converter = Rule.class,
      paramLabel = "RULE",
      description =
          "Where internal dates come from, best first: from-line, plist, received, date,"
              + " file-time. Default: for mbox from-line,received,date,file-time; for Maildir"
              + " file-time,received,date; else plist,received,date,file-time.")
  private List<DateRule> dates = List.of();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Time zone of dates that name none, such as Europe/Berlin. Default: UTC.")
  private ZoneId zone = ZoneOffset.UTC;

  @Option(
      names = "--on-nul",
      paramLabel = "POLICY",
      description =
          "NUL octets: keep (default), reject the message, strip them, or send it as binary where"
              + " the server has BINARY (Dovecot), and reject it where not.")
  private NulPolicy nul = NulPolicy.KEEP;

  @Option(
      names = "--on-bare-cr",
      paramLabel = "POLICY",
      description = "CR without LF: keep (default), reject the message, or crlf to mend it.")
  private CrPolicy bareCr = CrPolicy.KEEP;

  @Option(
      names = "--on-empty",
      paramLabel = "POLICY",
      description =
          "Messages without any octets, which no server takes: reject them (default), or skip them"
              + " as nothing to be missed.")
  private EmptyPolicy empty = EmptyPolicy.REJECT;

  @Option(
      names = "--labels",
      paramLabel = "POLICY",
      description = "Gmail's labels become mailboxes (default) or keywords, or ignore them.")
  private LabelPolicy labels = LabelPolicy.MAILBOXES;

  @Option(
      names = "--expunged",
      description = "Also what Thunderbird has deleted and not yet compacted away.")
  private boolean expunged;

  @Mixin private RouteOptions routing = new RouteOptions();

  /// The URL, which is the last of the arguments.
  TargetUrl target() throws CommandFailure {
    return url(places.getLast());
  }

  /// Reads a URL.
  static TargetUrl url(String text) throws CommandFailure {
    try {
      return TargetUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private SourceOptions options() {
    return new SourceOptions(
        Optional.ofNullable(mboxFormat), dates, zone, nul, bareCr, empty, labels, expunged);
  }

  /// The mail in the files that are named.
  Move.From files() throws CommandFailure {
    if (sources().stream().anyMatch(MailSourceOptions::isUrl)) {
      throw new CommandFailure(ExitCode.USAGE, "an account is copied by sheaf copy FROM TO");
    }
    var files = new Supply.Files(paths(), target().mailbox(), options(), routing.selection(zone));
    return from((_, _) -> files);
  }

  /// The mail in the files that are named, or in the account.
  Move.From filesOrAccount(FromOptions account, Terminal terminal)
      throws CommandFailure, InterruptedException {
    if (sources().stream().noneMatch(MailSourceOptions::isUrl)) {
      return files();
    }
    if (sources().size() > 1) {
      throw new CommandFailure(ExitCode.USAGE, "an account is a source by itself: one at a time");
    }
    TargetUrl target = target();
    routing.rules(); // What is wrong with them is said before a password is asked for.
    return from(
        account.opening(
            url(sources().getFirst()), target.mailbox(), routing.selection(zone), terminal));
  }

  private Move.From from(Move.Opening opening) throws CommandFailure {
    return new Move.From(opening, routing.rules(), routing.specialUse());
  }

  private List<String> sources() {
    return places.subList(0, places.size() - 1);
  }

  static boolean isUrl(String source) {
    return source.startsWith("imap://") || source.startsWith("imaps://");
  }

  /// The sources, each once.
  private List<Path> paths() {
    return sources().stream()
        .map(Path::of)
        .map(path -> path.toAbsolutePath().normalize())
        .distinct()
        .toList();
  }
}
