package org.sheafmail.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.sheafmail.cli.upload.Json;
import org.sheafmail.cli.upload.Sizes;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.embedded.DamagedStoreException;
import org.sheafmail.store.embedded.StoreCheck;
import org.sheafmail.store.embedded.StoreRestore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sheaf restore`: a data directory from a backup.
///
/// The store is put together beside the place it will have, and gets it in one step, the last: a
/// directory with a store is complete, one without can be restored to again, and until then nothing
/// else makes a store there.
@Command(
    name = "restore",
    header = "Make a data directory from a backup.",
    description = {
      "Compares every file with its checksum while it is copied, and all messages afterwards. What"
          + " is damaged is named and restored as it is, and the exit code is 1. The data directory"
          + " must be empty or not there; the backup stays as it is.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {"  sheaf restore /backup/mail --data /srv/mail", ""})
final class RestoreCommand implements Callable<Integer> {
  private static final String RESTORING = ".restoring";

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "TARGET", description = "The directory of the backup.")
  private Path backup = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The data directory to make.")
  private Path data = Path.of("");

  @Option(names = "--json", description = "Print lines of JSON; the last is the summary.")
  private boolean json;

  RestoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    try (Disk source = FileDisk.openForReading(backup)) {
      StoreRestore.requireBackup(source);
      Path directory = Private.directory(data);
      Path parent = directory.getParent();
      StoreRestore.Result result = restore(source, directory);
      if (parent != null && Files.isReadable(parent)) {
        sync(parent);
      }
      return told(result, directory);
    } catch (DamagedStoreException e) {
      throw new CommandFailure(ExitCode.DAMAGED, "nothing was restored: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "nothing was restored: " + DataDirectory.reason(e), e);
    }
  }

  /// What an earlier attempt left behind does not count: it has a store without its name, and may
  /// have users with theirs, which are compared before they are replaced.
  private void requireEmpty(Path directory) throws IOException, CommandFailure {
    boolean again = Files.isDirectory(directory.resolve(DataDirectory.STORE_RESTORING));
    try (Stream<Path> files = Files.list(directory)) {
      if (files
          .map(file -> String.valueOf(file.getFileName()))
          .anyMatch(name -> !name.endsWith(RESTORING) && !(again && name.equals("users")))) {
        throw notEmpty();
      }
    }
  }

  private CommandFailure notEmpty() {
    return new CommandFailure(
        ExitCode.USAGE, data + " is not empty; a restore makes a directory of its own");
  }

  /// The lock is held until the store has its name: two restores at a time would take each other's
  /// files for what an earlier attempt has left.
  private StoreRestore.Result restore(Disk source, Path directory)
      throws IOException, CommandFailure {
    requireEmpty(directory);
    Path restoring = Private.directory(directory.resolve(DataDirectory.STORE_RESTORING));
    Path store = DataDirectory.store(directory);
    try (Disk disk = FileDisk.open(restoring)) {
      if (Files.exists(store)) {
        throw notEmpty(); // By whoever had the lock until now.
      }
      for (String name : disk.list()) {
        disk.delete(name);
      }
      StoreRestore.Result result = restore(source, disk);
      for (Map.Entry<String, byte[]> other : result.others().entrySet()) {
        put(directory, other.getKey(), other.getValue());
      }
      sync(directory);
      Files.move(restoring, store, StandardCopyOption.ATOMIC_MOVE);
      sync(directory);
      return result;
    }
  }

  private StoreRestore.Result restore(Disk source, Disk disk) throws IOException {
    try (ReportedFindings found = new ReportedFindings(terminal, json, "Restoring")) {
      return StoreRestore.run(source, disk, found);
    }
  }

  private static void put(Path directory, String name, byte[] octets) throws IOException {
    Path file = directory.resolve(name);
    if (Files.exists(file) && !Arrays.equals(Files.readAllBytes(file), octets)) {
      throw new IOException(file + " is there already and is not that of the backup");
    }
    Path temporary = directory.resolve(name + RESTORING);
    Files.deleteIfExists(temporary);
    write(Private.file(temporary), octets);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(Path file, byte[] octets) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(octets);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private int told(StoreRestore.Result result, Path directory) throws IOException {
    StoreCheck.Result check;
    try (Disk disk = FileDisk.openForReading(DataDirectory.store(directory));
        ReportedFindings found = new ReportedFindings(terminal, json, "Checking")) {
      check = StoreCheck.run(disk, found);
    }
    long damages = result.damages() + check.damages();
    terminal
        .out()
        .println(
            json
                ? Json.of("restored")
                    .with("files", result.files())
                    .with("octets", result.octets())
                    .with("messages", check.messages())
                    .with("damages", damages)
                : String.format(
                    "Restored %s, %s, %s, as of %s.",
                    Sizes.count(result.files(), "file"),
                    Sizes.octets(result.octets()),
                    Sizes.count(check.messages(), "message"),
                    result.time()));
    if (damages == 0) {
      return ExitCode.OK.code();
    }
    if (!json) {
      String mend = "sheaf check --data " + data + " --repair";
      terminal.out().println("Damaged; to make a sound store of what is there: " + mend);
    }
    return ExitCode.DAMAGED.code();
  }
}
