package org.sheafmail.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sheaf upload`: mail from files into an account.
@Command(
    name = "upload",
    header = "Upload mail to an IMAP account, each message exactly once.",
    description = {
      "Sends whole batches in one round trip where the server can take them. What is stored is kept"
          + " in a ledger: run the same command again after whatever happened, and it goes on where"
          + " it was, without duplicates. A message the server refuses is put aside and named; the"
          + " others go on.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf upload old.mbox imaps://ada@mail.example.org/Archive",
      "        An mbox into the mailbox Archive; asks for the password",
      "  sheaf upload ~/Maildir imaps://ada@mail.example.org --password-command 'pass mail'",
      "        A Maildir with its folders",
      "  sheaf upload takeout.zip imaps://ada@mail.example.org/Gmail --report done.jsonl",
      "        Google Takeout, labels as mailboxes below Gmail",
      ""
    })
class UploadCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "What is read and where it goes")
  private MailSourceOptions mail = new MailSourceOptions();

  @Mixin(name = "The server")
  private ServerOptions server = new ServerOptions();

  @Mixin(name = "How it is sent")
  private SendingOptions sending = new SendingOptions();

  @Mixin(name = "What is told")
  private ReportOptions report = new ReportOptions();

  @Mixin(name = HelpLayout.OWN)
  private RunOptions running = new RunOptions();

  UploadCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Move move = new Move(terminal, mail.files(), mail.target(), server, sending, report);
    return (running.dryRun() ? move.say(false) : move.send(running)).code();
  }

  /// As it is asked for, also with an account instead of files.
  final Move move(FromOptions from) throws CommandFailure, InterruptedException {
    Move.From mails = mail.filesOrAccount(from, terminal);
    return new Move(terminal, mails, mail.target(), server, sending, report);
  }
}
