package org.sheafmail.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sheaf plan`: what an upload or a copy with the same arguments would do. It sends nothing to any
/// mailbox.
@Command(
    name = "plan",
    header = "Say what an upload or a copy would do, and change nothing.",
    description = {
      "Reads the sources from end to end and asks the server what it can do, then prints which"
          + " mailbox gets what, where the internal dates come from, and what would stand in the"
          + " way: messages that are too large or hold NUL octets, a quota, keywords that would be"
          + " lost, names the server cannot have. What earlier runs have stored is told apart."
          + " Takes all that upload takes, and all that copy takes. Of an account only flags, dates"
          + " and sizes are fetched.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf plan takeout.zip imaps://ada@mail.example.org/Gmail",
      "        What would come of it, asking the server",
      "  sheaf plan ~/Maildir imaps://ada@mail.example.org --map Lists=Old --exclude Trash",
      "        With other names, and not all of it",
      "  sheaf plan old.mbox imaps://ada@mail.example.org/Archive --offline",
      "        Without asking the server",
      "  sheaf plan imaps://ada@old.example.org imaps://ada@new.example.org/Old",
      "        What a copy would do",
      ""
    })
final class PlanCommand extends UploadCommand {
  @Mixin(name = "The account that is read, if it is one")
  private FromOptions from = new FromOptions();

  @Option(names = "--offline", description = "Do not ask the server.")
  private boolean offline;

  PlanCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    return move(from).say(offline).code();
  }
}
