package org.sheafmail.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.export.AccountExport;
import org.sheafmail.cli.export.AccountExport.Format;
import org.sheafmail.cli.export.ExportTarget;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.server.mime.MimeSummarizer;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.ReadOnlyStore;
import org.sheafmail.store.embedded.ReadOnlyStore.ReadOnlyAccount;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sheaf export`: mail out of a store, whether a server is using it or not.
@Command(
    name = "export",
    header = "Write an account or a mailbox to mbox files or Maildir.",
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf export --data /srv/mail ada INBOX --mbox inbox.mbox",
      "                                    One mailbox, one file",
      "  sheaf export --data /srv/mail ada --maildir ada-maildir",
      "                                    The whole account as Maildir++",
      ""
    },
    description = {
      "",
      "Flags, keywords and dates go along, and an upload of what was written brings every message"
          + " back octet for octet. A running server is not disturbed; what is written is the"
          + " account as of one moment. Files appear under their names when they are whole.",
      ""
    })
final class ExportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The server's data directory.")
  private Path data = Path.of("");

  @Parameters(index = "0", paramLabel = "USER", description = "Whose mail.")
  private String user = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "MAILBOX",
      description = "One mailbox alone; levels separated by /. Default: the whole account.")
  private @Nullable String mailbox;

  @ArgGroup(multiplicity = "1")
  private Target target = new Target();

  /// Where to, and in which format.
  static final class Target {
    @Option(
        names = "--mbox",
        paramLabel = "FILE",
        description = "An mbox file (mboxrd); without MAILBOX a folder of them.")
    private @Nullable Path mbox;

    @Option(
        names = "--maildir",
        paramLabel = "DIR",
        description = "A Maildir; without MAILBOX a Maildir++.")
    private @Nullable Path maildir;
  }

  @Option(names = "--replace", description = "Replace the mbox file if there is one.")
  private boolean replace;

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    Path directory = DataDirectory.existing(data);
    Path path = target.mbox == null ? target.maildir : target.mbox;
    Format format = target.mbox == null ? Format.MAILDIR : Format.MBOX;
    if (path == null) {
      throw new CommandFailure(ExitCode.USAGE, "say where to: --mbox or --maildir");
    }
    try (ReadOnlyStore store = open(directory)) {
      ReadOnlyAccount account =
          store
              .account(user)
              .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "no mail of " + user));
      AccountExport export = new AccountExport(account::view, format);
      Optional<MailboxName> one = one(account);
      try (ExportTarget file = new ExportTarget(path, replace)) {
        if (one.isPresent()) {
          export.mailbox(one.get(), file.unfinished());
        } else {
          export.account(account.mailboxes(), file.unfinished());
        }
        file.finish();
      }
      return report(export, path);
    } catch (FileAlreadyExistsException e) {
      boolean folder = Files.isDirectory(path);
      throw new CommandFailure(
          ExitCode.USAGE,
          e.getMessage()
              + " is there already; "
              + (folder ? "name a folder that is not" : "--replace replaces it"),
          e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot export to " + path + ": " + reason(e), e);
    }
  }

  private ReadOnlyStore open(Path directory) throws CommandFailure {
    try {
      return ReadOnlyStore.open(
          FileDisk.openForReading(directory.resolve("store")), new MimeSummarizer());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, DataDirectory.problem(data, e), e);
    }
  }

  private static String reason(IOException e) {
    String name = e.getClass().getSimpleName();
    return e.getMessage() == null ? name : e.getMessage();
  }

  private Optional<MailboxName> one(ReadOnlyAccount account) throws CommandFailure, IOException {
    if (mailbox == null) {
      return Optional.empty();
    }
    try {
      MailboxName name = MailboxName.parse(mailbox, '/');
      if (account.view(name).isPresent()) {
        return Optional.of(name);
      }
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, mailbox + ": " + e.getMessage(), e);
    }
    throw new CommandFailure(ExitCode.USAGE, user + " has no mailbox " + mailbox);
  }

  private int report(AccountExport export, Path path) {
    export.left().forEach(line -> terminal.err().println("sheaf: left out: " + line));
    terminal
        .out()
        .printf(
            "%d messages of %d mailboxes, %d octets, are in %s%n",
            export.messages(), export.mailboxes(), export.octets(), path);
    return (export.left().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL).code();
  }
}
