package org.sheafmail.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import org.sheafmail.store.OwnerOnly;

/// Makes directories and files that hold mail or passwords: nobody but their owner may read them.
public final class Private {
  private Private() {}

  /// The directory by its real name; one that is there already stays as it is.
  public static Path directory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) { // Another process may make it meanwhile.
      Path parent = directory.toAbsolutePath().normalize().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectories(directory, OwnerOnly.directory());
    }
    return directory.toRealPath();
  }

  /// A new file, empty.
  static Path file(Path file) throws IOException {
    return Files.createFile(file, OwnerOnly.file());
  }

  /// Writes to a file that is made if need be; one that is there already keeps its permissions.
  ///
  /// @param options those of a file that is opened for writing
  public static OutputStream writing(Path file, OpenOption... options) throws IOException {
    return Channels.newOutputStream(Files.newByteChannel(file, Set.of(options), OwnerOnly.file()));
  }
}
