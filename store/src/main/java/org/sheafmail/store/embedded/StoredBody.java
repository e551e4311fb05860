package org.sheafmail.store.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.sheafmail.store.Body;
import org.sheafmail.store.disk.DiskFile;

/// The octets of a message in a journal file or a lane.
///
/// They are compared with their checksum before they are handed out, a stream excepted, which does
/// so at its end. For a part of a body all of it is read; that a large one was found sound is
/// remembered for a while ([VerifiedBodies]).
final class StoredBody implements Body {
  /// What is read at once.
  private static final int BUFFER_OCTETS = 64 << 10;

  private final Files files;
  private final long location;
  private final long size;
  private final int checksum;
  private volatile boolean checked;

  /// Where the files are.
  interface Files {
    /// The file a location is in, to read from.
    OpenFiles.Handle use(long location) throws IOException;

    /// The bodies that are known to be sound.
    VerifiedBodies verified();
  }

  /// The body at a place, which may be nowhere.
  static Body at(Files files, long location, long size, int checksum) {
    return location == BodyLocation.LOST
        ? new LostBody(size)
        : new StoredBody(files, location, size, checksum);
  }

  StoredBody(Files files, long location, long size, int checksum) {
    this.files = files;
    this.location = location;
    this.size = size;
    this.checksum = checksum;
  }

  long location() {
    return location;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    if (position < 0) {
      throw new IndexOutOfBoundsException("position " + position);
    }
    if (position >= size) {
      return -1;
    }
    if (position > 0 || target.remaining() < size) {
      check();
    }
    int count = (int) Math.min(target.remaining(), size - position);
    ByteBuffer part = target.slice(target.position(), count);
    readFully(position, part);
    if (count == size && !checked) {
      compare(Checksum.of(part.flip()));
    }
    target.position(target.position() + count);
    return count;
  }

  @Override
  public void transferTo(long position, long count, WritableByteChannel target) throws IOException {
    Objects.checkFromIndexSize(position, count, size);
    if (count == size && size <= BUFFER_OCTETS) {
      ByteBuffer whole = ByteBuffer.allocate((int) size);
      read(0, whole);
      whole.flip();
      while (whole.hasRemaining()) {
        target.write(whole);
      }
      return;
    }
    check();
    try (OpenFiles.Handle handle = files.use(location)) {
      handle.file().transferTo(BodyLocation.position(location) + position, count, target);
    }
  }

  @Override
  public void verify() throws IOException {
    check();
  }

  /// Reads the whole body, unless that was done before.
  private void check() throws IOException {
    if (checked || files.verified().contains(location, checksum)) {
      return;
    }
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size, BUFFER_OCTETS));
    for (long position = 0; position < size; position += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), size - position));
      readFully(position, buffer);
      crc.update(buffer.flip());
    }
    compare((int) crc.getValue());
  }

  private void compare(int found) throws IOException {
    if (found != checksum) {
      throw new DamagedStoreException(
          BodyLocation.fileName(location)
              + " is damaged: the message at octet "
              + BodyLocation.position(location)
              + " is not what was stored");
    }
    checked = true;
    if (size > BUFFER_OCTETS) {
      files.verified().add(location, checksum);
    }
  }

  private void readFully(long position, ByteBuffer target) throws IOException {
    try (OpenFiles.Handle handle = files.use(location)) {
      DiskFile file = handle.file();
      int wanted = target.remaining();
      if (file.read(BodyLocation.position(location) + position, target) < wanted) {
        throw new EOFException(BodyLocation.fileName(location) + " is cut short");
      }
    }
  }

  @Override
  public InputStream open() {
    return new BodyStream();
  }

  /// Reads the body a buffer at a time; at its end all of it has been checked.
  private final class BodyStream extends InputStream {
    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long next;

    private boolean fill() throws IOException {
      if (buffer.hasRemaining()) {
        return true;
      }
      if (next == size) {
        return false;
      }
      if (buffer.capacity() == 0) {
        buffer = ByteBuffer.allocate((int) Math.min(size, BUFFER_OCTETS));
      }
      buffer.clear().limit((int) Math.min(buffer.capacity(), size - next));
      readFully(next, buffer);
      buffer.flip();
      next += buffer.remaining();
      crc.update(buffer.duplicate());
      if (next == size) {
        compare((int) crc.getValue());
      }
      return true;
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(target, offset, count);
      return count;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, buffer.remaining() + (size - next));
    }
  }
}
