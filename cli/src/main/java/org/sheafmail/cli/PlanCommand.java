package org.sheafmail.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sheaf plan`: what an upload with the same arguments would do. It sends nothing to any mailbox.
@Command(
    name = "plan",
    header = "Say what an upload would do, and change nothing.",
    description = {
      "Reads the sources from end to end and asks the server what it can do, then prints which"
          + " mailbox gets what, where the internal dates come from, and what would stand in the"
          + " way: messages that are too large, a quota, keywords that would be lost, names the"
          + " server cannot have. Takes all that upload takes.",
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
      ""
    })
final class PlanCommand extends UploadCommand {
  @Option(names = "--offline", description = "Do not ask the server.")
  private boolean offline;

  PlanCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    return plan(offline);
  }
}
