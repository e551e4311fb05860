package org.sheafmail.cli.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// An archive (zip, tar, gzip, tar in gzip), unpacked into a temporary folder for as long as it is
/// read: a message is read twice, and an archive can be read front to back only.
///
/// Nothing is written outside the folder, links are not followed or made, and unpacking stops
/// before the disk is full.
final class Archive implements AutoCloseable {
  /// What is left free on the disk.
  private static final long RESERVE = 64L * 1024 * 1024;

  private static final long ROOM_CHECKED_EVERY = 16L * 1024 * 1024;

  private final Path directory;
  private final byte[] chunk = new byte[64 * 1024];

  private Archive(Path directory) {
    this.directory = directory;
  }

  /// True if the file begins like one of the archives we read.
  static boolean isArchive(byte[] start, int length) {
    return isZip(start, length) || isGzip(start, length) || TarReader.isTar(start, length);
  }

  private static boolean isZip(byte[] start, int length) {
    return length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4;
  }

  private static boolean isGzip(byte[] start, int length) {
    return length >= 2 && (start[0] & 0xFF) == 0x1F && (start[1] & 0xFF) == 0x8B;
  }

  static Archive unpack(Path file) throws IOException {
    Archive archive = new Archive(Files.createTempDirectory("sheaf-unpacked-"));
    try {
      archive.unpackAll(file);
      return archive;
    } catch (ZipException | EOFException e) {
      archive.close();
      throw new IOException("cannot unpack " + file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      archive.close();
      throw e;
    }
  }

  private void unpackAll(Path file) throws IOException {
    byte[] start = FileStart.read(file);
    if (isZip(start, start.length)) {
      unzip(file);
      return;
    }
    InputStream raw = Files.newInputStream(file);
    try (InputStream in =
        new BufferedInputStream(isGzip(start, start.length) ? new GZIPInputStream(raw) : raw)) {
      in.mark(FileStart.LENGTH);
      byte[] inner = in.readNBytes(FileStart.LENGTH);
      in.reset();
      if (TarReader.isTar(inner, inner.length)) {
        untar(new TarReader(in));
      } else {
        String name = String.valueOf(file.getFileName()).replaceFirst("(?i)\\.gz$", "");
        write(directory.resolve(name), in::read, Files.getLastModifiedTime(file));
      }
    }
  }

  private void unzip(Path file) throws IOException {
    try (var zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        Path target = inside(entry.getName());
        if (target == null) {
          continue;
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          try (InputStream in = zip.getInputStream(entry)) {
            write(target, in::read, entry.getLastModifiedTime());
          }
        }
      }
    }
  }

  private void untar(TarReader tar) throws IOException {
    for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
      Path target = inside(entry.name());
      if (target == null) {
        continue;
      }
      if (entry.name().endsWith("/")) {
        Files.createDirectories(target);
      } else if (entry.isFile()) {
        write(target, tar::read, FileTime.fromMillis(entry.modified() * 1000));
      }
    }
  }

  /// The path of a member; null if it would lie outside.
  private @Nullable Path inside(String name) {
    Path target = directory.resolve(name.replace('\\', '/').replaceFirst("^/+", "")).normalize();
    return target.startsWith(directory) && !target.equals(directory) ? target : null;
  }

  @FunctionalInterface
  private interface Input {
    int read(byte[] into) throws IOException;
  }

  private void write(Path target, Input in, @Nullable FileTime modified) throws IOException {
    Files.createDirectories(target.getParent());
    try (OutputStream out = Files.newOutputStream(target)) {
      long written = 0;
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (written / ROOM_CHECKED_EVERY != (written + read) / ROOM_CHECKED_EVERY) {
          requireRoom();
        }
        out.write(chunk, 0, read);
        written += read;
      }
    }
    if (modified != null) {
      Files.setLastModifiedTime(target, modified);
    }
  }

  private void requireRoom() throws IOException {
    if (Files.getFileStore(directory).getUsableSpace() < RESERVE) {
      throw new IOException("no room left to unpack in " + directory.getParent());
    }
  }

  /// The folder to read: what was packed, without folders around it that hold nothing else.
  Path root() throws IOException {
    Path root = directory;
    while (Files.isDirectory(root) && !Maildir.isMaildir(root)) {
      List<Path> entries;
      try (Stream<Path> all = Files.list(root)) {
        entries = all.limit(2).toList();
      }
      if (entries.size() != 1) {
        break;
      }
      root = entries.getFirst();
    }
    return root;
  }

  /// What the user calls a file of this archive.
  String shown(String archive, Path file) {
    return archive + "!" + directory.relativize(file);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
