package org.sheafmail.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// A folder that is deleted with all that is in it, at the latest when the process ends.
final class TemporaryDirectory implements AutoCloseable {
  private final Path path;
  private final Thread hook = new Thread(this::deleteQuietly, "clean-up");

  private TemporaryDirectory(Path path) {
    this.path = path;
  }

  static TemporaryDirectory create(String prefix) throws IOException {
    TemporaryDirectory directory = new TemporaryDirectory(Files.createTempDirectory(prefix));
    Runtime.getRuntime().addShutdownHook(directory.hook);
    return directory;
  }

  Path path() {
    return path;
  }

  /// From now on only [#close] deletes it: the end of the process waits for that.
  void leaveToClose() {
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void deleteQuietly() {
    try {
      close();
    } catch (IOException | UncheckedIOException e) {
      // The process ends, perhaps in the middle of writing there: nothing more can be done.
    }
  }

  /// Deletes the folder; does nothing the second time.
  @Override
  public void close() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
