package org.sheafmail.cli;

import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.sheafmail.cli.plan.Routes;
import org.sheafmail.cli.upload.TargetUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "  sheaf copy imaps://ada@old.example.org imaps://ada@new.example.org --dry-run",
      "                                    Only say what that would be",
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

  @Mixin(name = "The account that is read")
  private FromOptions account = new FromOptions();

  @Mixin(name = "The server that is filled")
  private ServerOptions server = new ServerOptions();

  @Mixin(name = "What is copied and where it goes")
  private RouteOptions routing = new RouteOptions();

  @Mixin(name = "How it is sent")
  private SendingOptions sending = new SendingOptions();

  @Mixin(name = "What is told")
  private ReportOptions report = new ReportOptions();

  @Mixin(name = HelpLayout.OWN)
  private RunOptions running = new RunOptions();

  CopyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    TargetUrl source = MailSourceOptions.url(from);
    TargetUrl target = MailSourceOptions.url(to);
    List<Routes.Rule> rules = routing.rules();
    Move.Opening opening =
        account.opening(source, target.mailbox(), routing.selection(ZoneOffset.UTC), terminal);
    Move move =
        new Move(
            terminal,
            new Move.From(opening, rules, routing.specialUse()),
            target,
            server,
            sending,
            report);
    return (running.dryRun() ? move.say(false) : move.send(running)).code();
  }
}
