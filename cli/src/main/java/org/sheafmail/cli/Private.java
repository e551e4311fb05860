package org.sheafmail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sheafmail.store.disk.OwnerOnly;

/// Makes directories and files that hold mail or passwords: nobody but their owner may read them.
final class Private {
  private Private() {}

  /// The directory by its real name; one that is there already stays as it is.
  static Path directory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = directory.toAbsolutePath().normalize().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(directory, OwnerOnly.directory());
    }
    return directory.toRealPath();
  }

  /// A new file, empty.
  static Path file(Path file) throws IOException {
    return Files.createFile(file, OwnerOnly.file());
  }
}
