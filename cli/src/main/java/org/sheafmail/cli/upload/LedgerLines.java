package org.sheafmail.cli.upload;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.Private;
import org.sheafmail.store.OwnerOnly;

/// The file under a [Ledger]: lines of text, each with its checksum, that are only ever added.
///
/// `line = crc32c SP text LF`, the checksum in eight hexadecimal digits over the octets of the
/// text. What a crash left half written at the end is cut off when the file is opened; a bad line
/// with good ones behind it is damage, and is an error.
final class LedgerLines implements AutoCloseable {
  private static final int LINE_MAX = 16 * 1024;

  private final FileChannel channel;
  private final LedgerDisk disk;
  private final StringBuilder unwritten = new StringBuilder();
  private boolean failed;

  private LedgerLines(FileChannel channel, LedgerDisk disk) {
    this.channel = channel;
    this.disk = disk;
  }

  /// Opens or makes the file and gives its lines to `reader`, for this process alone.
  ///
  /// @throws LedgerException if another process has it open, it is damaged or the disk fails
  static LedgerLines open(Path file, LedgerDisk disk, Consumer<String> reader)
      throws LedgerException {
    return kept(() -> opened(file, disk, reader));
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  /// Sees to it that what fails here is not taken for the failure of a source or a connection.
  private static <T> T kept(Work<T> work) throws LedgerException {
    try {
      return work.run();
    } catch (LedgerException e) {
      throw e;
    } catch (IOException e) {
      throw new LedgerException("cannot keep the ledger: " + Account.text(e), e);
    }
  }

  private static LedgerLines opened(Path file, LedgerDisk disk, Consumer<String> reader)
      throws IOException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has one");
    Private.directory(directory);
    boolean made = !Files.exists(file);
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
            OwnerOnly.file());
    try {
      lock(channel);
      LedgerLines lines = new LedgerLines(channel, disk);
      lines.read(file, reader);
      if (made) {
        disk.syncDirectory(directory); // A ledger that a power cut takes away is no ledger.
      }
      return lines;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Moves a file out of the way, whatever is in it.
  ///
  /// @throws LedgerException if another process has it open or the disk fails
  static void setAside(Path file) throws LedgerException {
    kept(() -> {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        lock(channel);
        Path old = file.resolveSibling(file.getFileName() + ".old");
        return Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
      }
    });
  }

  private static void lock(FileChannel channel) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // This very process has it.
    }
    if (lock == null) {
      throw new LedgerException("another upload of the same source is running");
    }
  }

  private void read(Path file, Consumer<String> reader) throws IOException {
    long good = 0;
    long badLine = 0;
    long number = 0;
    try (var in = Files.newInputStream(file);
        var buffered = new BufferedInputStream(in, 1 << 16)) {
      for (byte[] line = readLine(buffered); line != null; line = readLine(buffered)) {
        number++;
        String text = checked(line);
        if (text == null) {
          badLine = badLine == 0 ? number : badLine;
        } else if (badLine != 0) {
          throw new LedgerException("the ledger is damaged in line " + badLine + ": " + file);
        } else {
          accept(text, number, file, reader);
          good += line.length;
        }
      }
    }
    channel.truncate(good);
    channel.position(good);
  }

  private static void accept(String text, long number, Path file, Consumer<String> reader)
      throws LedgerException {
    try {
      reader.accept(text);
    } catch (RuntimeException e) {
      throw new LedgerException(
          "the ledger cannot be read, line " + number + " of " + file + ": " + e);
    }
  }

  private static byte @Nullable [] readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    int octet = in.read();
    while (octet >= 0) {
      line.write(octet);
      if (octet == '\n' || line.size() > LINE_MAX) {
        break;
      }
      octet = in.read();
    }
    return line.size() == 0 ? null : line.toByteArray();
  }

  private static @Nullable String checked(byte[] line) {
    if (line.length < 10 || line[line.length - 1] != '\n' || line[8] != ' ') {
      return null;
    }
    String checksum = new String(line, 0, 8, StandardCharsets.US_ASCII);
    String text = new String(line, 9, line.length - 10, StandardCharsets.UTF_8);
    return checksum.equals(checksum(text)) ? text : null;
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /// Adds a line, which is in the file after the next [#write] or [#sync].
  void add(String text) {
    unwritten.append(checksum(text)).append(' ').append(text).append('\n');
  }

  /// Hands the lines added to the operating system: they outlive this process.
  ///
  /// @throws LedgerException if that fails; and after a failure: half a line may be in the file,
  ///   and nothing must be written behind it
  void write() throws LedgerException {
    if (failed) {
      throw new LedgerException("the ledger could not be written before");
    }
    ByteBuffer octets = ByteBuffer.wrap(unwritten.toString().getBytes(StandardCharsets.UTF_8));
    unwritten.setLength(0);
    failed = octets.hasRemaining();
    kept(() -> {
      while (octets.hasRemaining()) {
        disk.write(channel, octets);
      }
      return octets;
    });
    failed = false;
  }

  /// Makes the lines added durable: they outlive a power cut.
  void sync() throws LedgerException {
    write();
    failed = true;
    kept(() -> {
      disk.sync(channel);
      return channel;
    });
    failed = false;
  }

  @Override
  public void close() throws LedgerException {
    kept(() -> {
      channel.close();
      return channel;
    });
  }
}
