package org.sheafmail.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.sheafmail.server.auth.DamagedUsersException;
import org.sheafmail.store.embedded.DamagedStoreException;

/// Tells, before anything else is tried, whether a data directory can be used.
final class DataDirectory {
  /// Where a restore puts a store together.
  static final String STORE_RESTORING = "store.restoring";

  private DataDirectory() {}

  /// The directory, made if it is not there.
  static Path usable(Path directory) throws CommandFailure {
    try {
      Path absolute = Files.createDirectories(directory.toAbsolutePath().normalize());
      if (!Files.isReadable(absolute) || !Files.isWritable(absolute)) {
        throw new AccessDeniedException(absolute.toString());
      }
      refuseIfRestoring(absolute);
      return absolute;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, problem(directory, e), e);
    }
  }

  /// A restore that was cut short has left no store: one made now would be empty, and in its way.
  private static void refuseIfRestoring(Path directory) throws CommandFailure {
    Path half = directory.resolve(STORE_RESTORING);
    if (Files.exists(half) && !Files.exists(store(directory))) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "a restore to "
              + directory
              + " was cut short, or is going on: run it again, or remove "
              + half
              + " to begin with no mail");
    }
  }

  /// The directory, which must be there: a command that only looks should not make one out of a
  /// misspelt name.
  static Path existing(Path directory) throws CommandFailure {
    if (!Files.isDirectory(directory)) {
      throw new CommandFailure(
          ExitCode.USAGE, "there is no data directory " + directory.toAbsolutePath().normalize());
    }
    return usable(directory);
  }

  /// Where the store is in a data directory.
  static Path store(Path directory) {
    return directory.resolve("store");
  }

  /// The directory of the store in a data directory; both must be there.
  static Path existingStore(Path directory) throws CommandFailure {
    refuseIfRestoring(directory.toAbsolutePath().normalize());
    Path store = store(directory);
    if (!Files.isDirectory(store)) {
      throw new CommandFailure(
          ExitCode.USAGE, "there is no mail store in " + directory.toAbsolutePath().normalize());
    }
    return store;
  }

  /// What is wrong with a directory, in words for a person.
  static String problem(Path directory, IOException e) {
    return "cannot use "
        + directory
        + " as data directory: "
        + reason(e)
        + (e instanceof DamagedStoreException || e instanceof DamagedUsersException
            ? "; to save what is left: sheaf check --data " + directory + " --repair"
            : "");
  }

  /// What went wrong, where the message of the exception may be no more than a path.
  static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException f when !Files.isDirectory(Path.of(f.getFile())) ->
          f.getFile() + " is not a directory";
      case NoSuchFileException f -> f.getFile() + " is missing";
      case AccessDeniedException a -> "no permission for " + a.getFile();
      case FileSystemException f when f.getReason() != null -> f.getFile() + ": " + f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
