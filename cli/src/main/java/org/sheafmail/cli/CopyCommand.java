package org.sheafmail.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.copy.AccountSource;
import org.sheafmail.cli.copy.SourceAccount;
import org.sheafmail.cli.plan.Inspector;
import org.sheafmail.cli.plan.Routes;
import org.sheafmail.cli.plan.Selection;
import org.sheafmail.cli.plan.ServerSide;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.TargetUrl;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.cli.upload.UploadEvents;
import org.sheafmail.client.AuthenticationException;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.protocol.MailboxName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sheaf copy`: mail from one account into another.
@Command(
    name = "copy",
    header = "Copy mail from one IMAP account to another, each message exactly once.",
    description = {
      "All mailboxes, or the one that FROM names, with flags, keywords, internal dates and"
          + " subscriptions, in order. FROM is only read. Run it again to copy what is new, or to go"
          + " on after whatever happened: what is copied is kept in a ledger, by UIDVALIDITY and"
          + " UID.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf copy imaps://ada@old.example.org imaps://ada@new.example.org",
      "                                    Everything; asks for both passwords",
      "  sheaf copy imaps://ada@old.example.org/Work imaps://ada@new.example.org/Old/Work",
      "                                    One mailbox",
      "  sheaf copy imaps://ada@old.example.org imaps://ada@new.example.org/Old --connections 4",
      "                                    Everything below the mailbox Old, four at a time",
      ""
    })
final class CopyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "The account to read: imaps://USER@HOST[:PORT][/MAILBOX].")
  private String from = "";

  @Parameters(
      index = "1",
      paramLabel = "TO",
      description = "The account to fill; with a MAILBOX, all of it goes there or below.")
  private String to = "";

  @Option(
      names = "--from-password-command",
      paramLabel = "COMMAND",
      description = "A command that prints the password for FROM.")
  private @Nullable String passwordCommand;

  @Option(
      names = "--from-password-file",
      paramLabel = "FILE",
      description =
          "A file with the password for FROM in its first line. Without either: the environment"
              + " variable SHEAF_FROM_PASSWORD, ~/.netrc, ~/.authinfo, or you are asked.")
  private @Nullable String passwordFile;

  @Option(
      names = "--from-oauth2-token-command",
      paramLabel = "COMMAND",
      description = "A command that prints an OAuth access token for FROM, instead of a password.")
  private @Nullable String tokenCommand;

  @Option(
      names = "--from-trust",
      paramLabel = "FILE",
      description = "Trust the certificates in this PEM file for FROM, and no others.")
  private @Nullable String trust;

  @Mixin(name = "The server that is filled")
  private ServerOptions server = new ServerOptions();

  @Mixin(name = "What is copied and where it goes")
  private RouteOptions routing = new RouteOptions();

  @Mixin(name = "How it is sent")
  private SendingOptions sending = new SendingOptions();

  @Mixin(name = "What is told")
  private ReportOptions report = new ReportOptions();

  CopyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    TargetUrl source = parsed(from);
    TargetUrl target = parsed(to);
    ServerOptions.Connecting reading = fromServer().connecting(source, terminal);
    ServerOptions.Connecting writing = server.connecting(target, terminal);
    try (ReportOptions.Told told = report.told(terminal);
        var interruption = new Interruption(() -> told.events().note(UploadCommand.STOPPING));
        var account =
            new SourceAccount(
                reading::connect,
                sending.settings(interruption::pause).patience(),
                told.events()::note)) {
      Map<MailboxName, MailboxName> mailboxes = new LinkedHashMap<>();
      Upload upload =
          Upload.to(
              writing::connect,
              target.account(),
              sending.state(),
              sending.settings(interruption::pause),
              told.events(),
              Clock.systemUTC(),
              interruption::asked);
      ExitCode code =
          UploadCommand.run(
              upload,
              () -> {
                mailboxes.putAll(mailboxes(account, source, target, writing));
                return List.of(source(account, source, mailboxes));
              },
              told.events());
      if (code == ExitCode.OK || code == ExitCode.PARTIAL) {
        follow(account, mailboxes, writing, told.events());
      }
      return code.code();
    }
  }

  private static TargetUrl parsed(String url) throws CommandFailure {
    try {
      return TargetUrl.parse(url);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /// The options of the account that is read, as if they were given without `from-`.
  private ServerOptions fromServer() {
    List<String> given = new ArrayList<>();
    give(given, "--password-command", passwordCommand);
    give(given, "--password-file", passwordFile);
    give(given, "--oauth2-token-command", tokenCommand);
    give(given, "--trust", trust);
    ServerOptions options = new ServerOptions("from-");
    new CommandLine(options).parseArgs(given.toArray(String[]::new));
    return options;
  }

  private static void give(List<String> given, String option, @Nullable String value) {
    if (value != null) {
      given.addAll(List.of(option, value));
    }
  }

  private Upload.Source source(
      SourceAccount account, TargetUrl source, Map<MailboxName, MailboxName> mailboxes)
      throws StoppedException {
    Selection selection = routing.selection(ZoneOffset.UTC);
    return new Upload.Source(
        source.account(),
        stored -> new AccountSource(account, source.account(), mailboxes, selection, stored));
  }

  /// Which mailbox becomes which.
  private Map<MailboxName, MailboxName> mailboxes(
      SourceAccount account, TargetUrl source, TargetUrl target, ServerOptions.Connecting writing)
      throws StoppedException {
    ServerSide side;
    try (Inspector inspector = new Inspector(writing::connect)) {
      side = inspector.server();
    }
    Selection selection = routing.selection(ZoneOffset.UTC);
    Map<MailboxName, MailboxName> mailboxes = new LinkedHashMap<>();
    try {
      Routes routes = new Routes(target.mailbox(), routing.rules(), side, routing.specialUse());
      for (MailboxName each : named(account, source)) {
        if (selection.takes(each.levels())) {
          MailboxName place = target.mailbox().map(top -> below(top, each, source)).orElse(each);
          mailboxes.put(each, routes.target(place));
        }
      }
    } catch (CommandFailure e) {
      throw new StoppedException(StoppedException.Reason.USAGE, String.valueOf(e.getMessage()));
    }
    return mailboxes;
  }

  private static List<MailboxName> named(SourceAccount account, TargetUrl source)
      throws StoppedException {
    try {
      List<MailboxName> all = account.mailboxes();
      if (source.mailbox().isEmpty()) {
        return all;
      }
      if (!all.contains(source.mailbox().get())) {
        throw new StoppedException(
            StoppedException.Reason.SOURCE, "there is no mailbox " + source.mailbox().get());
      }
      return List.of(source.mailbox().get());
    } catch (AuthenticationException e) {
      throw new StoppedException(StoppedException.Reason.AUTHENTICATION, text(e), e);
    } catch (IOException e) {
      throw new StoppedException(
          StoppedException.Reason.CONNECT, "cannot read the account: " + text(e), e);
    }
  }

  private static String text(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /// A mailbox that was named becomes the place itself, others lie below it.
  private static MailboxName below(MailboxName top, MailboxName mailbox, TargetUrl source) {
    if (source.mailbox().isPresent()) {
      return top;
    }
    List<String> levels = new ArrayList<>(top.levels());
    levels.addAll(mailbox.levels());
    return new MailboxName(levels);
  }

  /// Makes the mailboxes that are empty as well, and shows what was shown.
  private static void follow(
      SourceAccount account,
      Map<MailboxName, MailboxName> mailboxes,
      ServerOptions.Connecting writing,
      UploadEvents events) {
    try (ImapClient client = writing.connect()) {
      Set<MailboxName> there = ServerSide.of(client).mailboxes();
      Set<MailboxName> shown = account.subscriptions();
      for (Map.Entry<MailboxName, MailboxName> each : mailboxes.entrySet()) {
        if (!there.contains(each.getValue())) {
          tried(() -> client.create(each.getValue()), "make " + each.getValue(), events);
        }
        if (shown.contains(each.getKey())) {
          tried(() -> client.subscribe(each.getValue()), "subscribe " + each.getValue(), events);
        }
      }
      client.logout();
    } catch (IOException e) {
      events.note("All messages are copied, but not the subscriptions: " + text(e));
    }
  }

  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  private static void tried(Change change, String what, UploadEvents events) throws IOException {
    try {
      change.make();
    } catch (RefusedException e) {
      events.note("Cannot " + what + ": " + text(e));
    }
  }
}
