package org.sheafmail.cli.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A file or folder that is made beside the place it is for and moved there when it is whole: what
/// has the name is never half of something.
public final class ExportTarget implements AutoCloseable {
  private final Path target;
  private final Path unfinished;

  /// @param replace whether a file that is there may be replaced; a folder never is unless empty
  /// @throws FileAlreadyExistsException if something is there that is not to be replaced
  public ExportTarget(Path path, boolean replace) throws IOException {
    target = path.toAbsolutePath().normalize();
    boolean replaceable =
        Files.isDirectory(target) ? isEmpty(target) : replace && Files.isRegularFile(target);
    if (Files.exists(target) && !replaceable) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Path parent = target.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new IOException("there is no folder " + parent);
    }
    unfinished = parent.resolve("." + target.getFileName() + ".unfinished");
    deleteAll(unfinished); // Of an export that was killed.
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  /// What is to be written to. Nothing is there yet.
  public Path unfinished() {
    return unfinished;
  }

  /// Gives what was written its name. It must be durable.
  ///
  /// @throws DirectoryNotEmptyException if somebody has put something there meanwhile
  public void finish() throws IOException {
    if (Files.isDirectory(target)) {
      Files.delete(target); // It is empty, or this fails.
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel parent =
        FileChannel.open(unfinished.resolveSibling("."), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  /// Removes what was not finished.
  @Override
  public void close() throws IOException {
    deleteAll(unfinished);
  }

  private static void deleteAll(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> tree = Files.walk(path)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path entry : all) {
      Files.delete(entry);
    }
  }
}
