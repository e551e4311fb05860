package org.sheafmail.cli.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.source.MessageBody;

/// Keeps messages between the account they come from and the one they go to: small ones in memory,
/// large ones in files, which are removed once the next messages are asked for.
final class Spool implements AutoCloseable {
  /// Messages of this size or more lie in files. They are sent by themselves, each before the next
  /// message is asked for.
  static final int FILE_FROM = 1 << 20;

  private static final int PIECE = 64 * 1024;

  /// A message with its digest.
  ///
  /// @param nul true if it holds NUL octets
  record Kept(MessageBody body, Digest digest, boolean nul) {}

  private final List<Path> files = new ArrayList<>();

  /// Reads a message to its end.
  Kept keep(long size, ReadableByteChannel octets) throws IOException {
    return size < FILE_FROM ? inMemory((int) size, octets) : inFile(octets);
  }

  private static Kept inMemory(int size, ReadableByteChannel octets) throws IOException {
    ByteBuffer body = ByteBuffer.allocate(size);
    while (body.hasRemaining() && octets.read(body) >= 0) {
      // Until it is full.
    }
    byte[] read = body.array();
    return new Kept(new MessageBody.InMemory(read), Digest.of(read), hasNul(read, read.length));
  }

  private Kept inFile(ReadableByteChannel octets) throws IOException {
    MessageDigest digest = Digest.sha256();
    Path file = made();
    long size = 0;
    boolean nul = false;
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      while (octets.read(piece.clear()) >= 0) {
        size += piece.position();
        nul |= hasNul(piece.array(), piece.position());
        digest.update(piece.flip());
        write(out, piece.rewind());
      }
    }
    return new Kept(
        new MessageBody.InFile(() -> Files.newInputStream(file), size), Digest.of(digest), nul);
  }

  private static boolean hasNul(byte[] octets, int length) {
    for (int i = 0; i < length; i++) {
      if (octets[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private Path made() throws SpoolException {
    try {
      Path file = Files.createTempFile("sheaf", ".eml");
      files.add(file);
      return file;
    } catch (IOException e) {
      throw new SpoolException(e);
    }
  }

  private static void write(WritableByteChannel out, ByteBuffer piece) throws SpoolException {
    try {
      while (piece.hasRemaining()) {
        out.write(piece);
      }
    } catch (IOException e) {
      throw new SpoolException(e);
    }
  }

  /// What was kept in files is not needed any more.
  void clear() throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    files.clear();
  }

  @Override
  public void close() throws IOException {
    clear();
  }
}
