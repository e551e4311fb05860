package org.sheafmail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sheafmail.cli.upload.Json;
import org.sheafmail.cli.upload.Sizes;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.DamagedStoreException;
import org.sheafmail.store.embedded.StoreBackup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sheaf backup`: a copy of a data directory, as it is at one moment.
@Command(
    name = "backup",
    header = "Copy all mail and users to another directory, while the server goes on.",
    description = {
      "The copy is the store as it was at one moment after the command was started. A second backup"
          + " to the same directory copies what is new and takes the place of the first once it is"
          + " complete; one that is cut short leaves the first as it was. What is copied is compared"
          + " with its checksums: damaged messages are named and copied as they are, the backup"
          + " before is kept if it may have them whole, and the exit code is 1.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf backup --data /srv/mail /backup/mail      Run it every night",
      "  sheaf restore /backup/mail --data /srv/mail     Put it back",
      ""
    })
final class BackupCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The server's data directory.")
  private Path data = Path.of("");

  @Parameters(
      index = "0",
      paramLabel = "TARGET",
      description = "A directory with an earlier backup, an empty one, or one to be made.")
  private Path target = Path.of("");

  @Option(names = "--json", description = "Print lines of JSON; the last is the summary.")
  private boolean json;

  BackupCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    Path store = DataDirectory.existingStore(data);
    try (Disk source = FileDisk.openForReading(store)) {
      Path directory = Private.directory(target);
      if (directory.startsWith(data.toRealPath())) {
        throw new CommandFailure(ExitCode.USAGE, target + " is inside the data directory");
      }
      try (Disk kept = FileDisk.open(directory);
          ReportedFindings found = new ReportedFindings(terminal, json, "Copying")) {
        return told(StoreBackup.run(source, kept, users(), Instant.now(), found));
      }
    } catch (StoreBackup.NotABackupException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    } catch (DamagedStoreException e) {
      throw new CommandFailure(ExitCode.DAMAGED, "no backup was made: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "no backup was made: " + DataDirectory.reason(e), e);
    }
  }

  private Map<String, byte[]> users() throws IOException {
    Map<String, byte[]> users = new HashMap<>();
    Path file = data.resolve("users");
    if (Files.exists(file)) {
      users.put("users", Files.readAllBytes(file));
    }
    return users;
  }

  private int told(StoreBackup.Result result) {
    long reused = result.files() - result.filesCopied();
    terminal
        .out()
        .println(
            json
                ? Json.of("backup")
                    .with("filesCopied", result.filesCopied())
                    .with("octetsCopied", result.octetsCopied())
                    .with("filesReused", reused)
                    .with("octetsReused", result.octetsReused())
                    .with("damages", result.damages())
                : String.format(
                    "Copied %s, %s; already there: %s, %s.",
                    Sizes.count(result.filesCopied(), "file"),
                    Sizes.octets(result.octetsCopied()),
                    Sizes.count(reused, "file"),
                    Sizes.octets(result.octetsReused())));
    return (result.damages() == 0 ? ExitCode.OK : ExitCode.DAMAGED).code();
  }
}
