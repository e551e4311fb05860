package org.sheafmail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sheafmail.cli.upload.Json;
import org.sheafmail.cli.upload.Sizes;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.server.auth.DamagedUsersException;
import org.sheafmail.server.auth.UsersFile;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.StoreCheck;
import org.sheafmail.store.embedded.StoreRepair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sheaf check`: is what is in a data directory what was stored? And if not, what can be saved?
@Command(
    name = "check",
    header = "Read all mail in a data directory and say what is damaged; repair it if asked to.",
    description = {
      "Reads every file and compares everything in it with its checksums. A server may be using the"
          + " directory; nothing is written. Prints a line for each thing found: file, octet, and"
          + " account, mailbox and UID where they are known. Exit code 0 if all is sound, 1 if"
          + " anything is damaged.",
      "",
      "With --repair, which needs the directory for itself, what is left is made a sound store:"
          + " damaged messages stay listed and cannot be read; messages whose place is lost, or of"
          + " which nobody knows whether they were ever acknowledged, go to the mailbox Recovered;"
          + " the damaged files are kept under another name, as are copies of those that may hold"
          + " messages listed nowhere any more. Of a damaged users file those lines are kept that"
          + " can be understood, and the users named who are lost. The exit code is still 1; the"
          + " next check finds all sound.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf check --data /srv/mail             Sound? The server may go on",
      "  sheaf check --data /srv/mail --repair    Mend it; stop the server first",
      ""
    })
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The server's data directory.")
  private Path data = Path.of("");

  @Option(names = "--repair", description = "Make a sound store of what is left.")
  private boolean repair;

  @Option(
      names = "--json",
      description = "Print lines of JSON, each with a type; the last is the summary.")
  private boolean json;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    Path store = DataDirectory.existingStore(data);
    try {
      boolean usersSound = checkUsers();
      boolean storeSound = repair ? repaired(store) : check(store);
      return (usersSound && storeSound ? ExitCode.OK : ExitCode.DAMAGED).code();
    } catch (DiskFullException e) {
      throw new CommandFailure(ExitCode.USAGE, "nothing was repaired: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, DataDirectory.problem(data, e), e);
    }
  }

  private boolean checkUsers() throws IOException {
    if (!Files.exists(data.resolve("users"))) {
      return true;
    }
    UsersFile users = new UsersFile(data, new SecureRandom());
    try {
      users.list();
      return true;
    } catch (DamagedUsersException e) {
      damaged(e);
      if (repair) {
        users.repair(Instant.now()).ifPresent(this::told);
      }
      return false;
    } catch (IOException e) {
      damaged(e);
      return false;
    }
  }

  private void damaged(IOException e) {
    String what = String.valueOf(e.getMessage());
    terminal
        .out()
        .println(json ? Json.of("damage").with("file", "users").with("what", what) : what);
  }

  private void told(UsersFile.Repaired users) {
    if (json) {
      String original = String.valueOf(users.original().getFileName());
      terminal.out().println(Json.of("kept").with("file", original));
      users.lost().forEach(name -> terminal.out().println(Json.of("lost").with("user", name)));
      return;
    }
    terminal.out().println("The damaged original is kept as " + users.original() + ".");
    for (String name : users.lost()) {
      terminal.out().println("Lost: user " + name + "; give them a password with sheaf user add.");
    }
    terminal
        .out()
        .println("Kept: " + Sizes.count(users.kept().size(), "user") + "; see sheaf user list.");
  }

  private boolean check(Path store) throws IOException {
    try (Disk disk = FileDisk.openForReading(store)) {
      return check(disk);
    }
  }

  private boolean check(Disk disk) throws IOException {
    StoreCheck.Result result;
    try (ReportedFindings found = new ReportedFindings(terminal, json, "Checking")) {
      result = StoreCheck.run(disk, found);
    }
    terminal.out().println(json ? json(result) : text(result));
    return result.isSound();
  }

  private static String text(StoreCheck.Result result) {
    String read =
        String.format(
            "%s, %s, %s, %s of mail",
            Sizes.count(result.files(), "file"),
            Sizes.count(result.frames(), "frame"),
            Sizes.count(result.messages(), "message"),
            Sizes.octets(result.octets()));
    String lost =
        result.lost() == 0
            ? ""
            : "; of "
                + Sizes.count(result.lost(), "message")
                + " an earlier repair has given up the octets";
    return (result.isSound()
            ? "Sound: "
            : "Damaged in " + Sizes.count(result.damages(), "place") + ": ")
        + read
        + lost
        + ".";
  }

  private static Json json(StoreCheck.Result result) {
    return Json.of("checked")
        .with("sound", result.isSound() ? "yes" : "no")
        .with("damages", result.damages())
        .with("files", result.files())
        .with("frames", result.frames())
        .with("messages", result.messages())
        .with("octets", result.octets())
        .with("givenUp", result.lost());
  }

  /// @return true if there was nothing to repair
  private boolean repaired(Path store) throws IOException {
    try (Disk disk = FileDisk.open(store)) {
      StoreRepair.Outcome outcome;
      try (ReportedFindings found = new ReportedFindings(terminal, json, "Repairing")) {
        outcome = StoreRepair.run(disk, new SecureRandom(), Instant.now(), found);
      }
      if (outcome.repaired()) {
        told(outcome, store).forEach(terminal.out()::println);
      }
      boolean sound = check(disk);
      return sound && !outcome.repaired();
    }
  }

  private List<Object> told(StoreRepair.Outcome outcome, Path store) {
    List<Object> lines = new ArrayList<>();
    outcome
        .kept()
        .forEach(name ->
            lines.add(
                json
                    ? Json.of("kept").with("file", name)
                    : "The damaged original is kept as " + store.resolve(name) + "."));
    outcome
        .keptIntact()
        .forEach(name ->
            lines.add(
                json
                    ? Json.of("keptIntact").with("file", name)
                    : "Messages that are listed nowhere any more may be in "
                        + store.resolve(name)
                        + ", a copy that stays."));
    outcome
        .recovered()
        .forEach((account, mailboxes) -> {
          for (MailboxName mailbox : mailboxes) {
            String name = String.join("/", mailbox.levels());
            lines.add(
                json
                    ? Json.of("recovered").with("account", account).with("mailbox", name)
                    : "Messages whose place is lost are in mailbox "
                        + name
                        + " of "
                        + account
                        + ".");
          }
        });
    outcome.renewed().stream()
        .sorted()
        .forEach(account ->
            lines.add(
                json
                    ? Json.of("renewed").with("account", account)
                    : "Mailboxes of "
                        + account
                        + " have a new UIDVALIDITY: mail programs load them anew."));
    lines.add(
        json
            ? Json.of("repaired").with("givenUp", outcome.givenUp())
            : outcome.givenUp() == 0
                ? "Repaired; every message that is listed can be read."
                : "Repaired; listed as before, and no longer readable: "
                    + Sizes.count(outcome.givenUp(), "message")
                    + ".");
    return lines;
  }
}
