package org.sheafmail.cli;

import java.util.concurrent.Callable;
import org.sheafmail.cli.verify.Depth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sheaf verify`: is what the sources have on the server? It changes nothing on either side.
@Command(
    name = "verify",
    header = "Compare mail in files or in another account with what the server has.",
    description = {
      "Asks the server, never its own memory. Prints a line for each mailbox, and on standard"
          + " error each message that is missing, different, there more than once, or not from the"
          + " sources. Exit code 10 if anything is missing, different or there too often. Takes all"
          + " that upload takes, and all that copy takes: an account is compared with another.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf verify old.mbox imaps://ada@mail.example.org/Archive",
      "        By size and Message-ID",
      "  sheaf verify ~/Maildir imaps://ada@mail.example.org --by hash",
      "        Octet for octet: fetches all messages",
      "  sheaf verify old.mbox imaps://ada@mail.example.org/Archive --exact",
      "        Nothing else may be in the mailbox",
      "  sheaf verify imaps://ada@old.example.org imaps://ada@new.example.org/Old",
      "        What copy has copied",
      ""
    })
final class VerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "What is read and where it goes")
  private MailSourceOptions mail = new MailSourceOptions();

  @Mixin(name = "The account that is read, if it is one")
  private FromOptions from = new FromOptions();

  @Mixin(name = "The server")
  private ServerOptions server = new ServerOptions();

  @Mixin(name = "How it was sent")
  private SendingOptions sending = new SendingOptions();

  @Mixin(name = "What is told")
  private ReportOptions report = new ReportOptions();

  @Option(
      names = "--by",
      paramLabel = "DEPTH",
      description =
          "count the messages, compare the size and Message-ID of each (size, the default), or"
              + " their octets (hash).")
  private Depth depth = Depth.SIZE;

  @Option(
      names = "--exact",
      description = "A message that is not from the sources is a mismatch, too.")
  private boolean exact;

  VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Move.From mails = mail.filesOrAccount(from, terminal);
    Move move = new Move(terminal, mails, mail.target(), server, sending, report);
    return move.compare(depth, exact).code();
  }
}
