package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// Puts the files of a backup back, each compared with its checksum on the way. What the last
/// opening of the store would have done, the next one does: a backup is a store that was cut off at
/// one moment.
public final class StoreRestore {
  private static final int BUFFER_OCTETS = 1 << 20;

  /// What was done.
  ///
  /// @param time when the backup was begun
  /// @param others the files that are not the store's, by name
  public record Result(Instant time, long files, long octets, Map<String, byte[]> others) {
    public Result {
      others = Map.copyOf(others);
    }
  }

  private StoreRestore() {}

  /// Copies a backup to an empty disk; both stay the caller's.
  ///
  /// @throws DamagedStoreException if the backup is not what was written, or there is none
  /// @throws NewerFormatException if a later version of the program wrote it
  public static Result run(Disk backup, Disk target, StoreCheck.Observer observer)
      throws IOException {
    Manifest manifest =
        Manifest.read(backup)
            .orElseThrow(() -> new DamagedStoreException(backup + " holds no complete backup"));
    Map<String, byte[]> others = new HashMap<>();
    long all = manifest.entries().stream().mapToLong(Manifest.Entry::length).sum();
    long done = 0;
    for (Manifest.Entry entry : manifest.entries()) {
      if (FileNames.isOfStore(entry.name())) {
        copy(backup, entry, target);
      } else {
        others.put(entry.name(), read(backup, entry));
      }
      done += entry.length();
      observer.progress(done, all);
    }
    target.syncDirectory();
    return new Result(manifest.time(), manifest.entries().size(), done, others);
  }

  private static void copy(Disk backup, Manifest.Entry entry, Disk target) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_OCTETS);
    try (DiskFile from = open(backup, entry);
        DiskFile to = target.create(entry.name())) {
      for (long position = 0; position < entry.length(); position += buffer.limit()) {
        buffer.clear().limit((int) Math.min(BUFFER_OCTETS, entry.length() - position));
        if (from.read(position, buffer) < buffer.limit()) {
          throw damaged(entry);
        }
        crc.update(buffer.flip());
        to.write(position, buffer.rewind());
      }
      if ((int) crc.getValue() != entry.checksum()) {
        throw damaged(entry);
      }
      if (entry.octets() > entry.length()) {
        to.allocate(entry.octets()); // The zeros, which may be the end of a frame or a table.
      }
      to.sync();
    }
  }

  private static byte[] read(Disk backup, Manifest.Entry entry) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate(Math.toIntExact(entry.length()));
    try (DiskFile from = open(backup, entry)) {
      from.read(0, octets);
    }
    if (Checksum.of(octets.flip()) != entry.checksum()) {
      throw damaged(entry);
    }
    return octets.array();
  }

  private static DiskFile open(Disk backup, Manifest.Entry entry) throws IOException {
    try {
      return backup.open(entry.kept());
    } catch (FileNotFoundException e) {
      throw new DamagedStoreException("of the backup, " + entry.kept() + " is missing", e);
    }
  }

  private static DamagedStoreException damaged(Manifest.Entry entry) {
    return new DamagedStoreException("of the backup, " + entry.kept() + " is not what was written");
  }
}
