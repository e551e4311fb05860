package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.state.Chunk;

/// Compares the octets of messages with their checksums, for those who look at a store from
/// outside.
final class Bodies {
  private static final int BUFFER_OCTETS = 256 << 10;

  private Bodies() {}

  /// True if the octets of a message are there and are those that were stored.
  static boolean isSound(Disk disk, Chunk chunk, int row) throws IOException {
    long location = chunk.body().get(row);
    long size = chunk.size().get(row);
    if (size < 1 || BodyLocation.file(location) < 1) {
      return false;
    }
    try (DiskFile file = disk.open(BodyLocation.fileName(location))) {
      return isSound(file, BodyLocation.position(location), size, (int) chunk.checksum().get(row));
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /// True if `size` octets from `position` on have that checksum.
  static boolean isSound(DiskFile file, long position, long size, int checksum) throws IOException {
    if (size < 0 || position + size > file.size()) {
      return false;
    }
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size, BUFFER_OCTETS));
    for (long done = 0; done < size; done += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), size - done));
      if (file.read(position + done, buffer) < buffer.limit()) {
        return false;
      }
      crc.update(buffer.flip());
    }
    return (int) crc.getValue() == checksum;
  }
}
