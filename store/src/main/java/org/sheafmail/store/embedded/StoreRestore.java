package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// Puts the files of a backup back, each compared with its checksum on the way. A file that is not
/// what was written is named and put back as it is: most of what it holds may be sound. What the
/// last opening of the store would have done, the next one does: a backup is a store that was cut
/// off at one moment.
public final class StoreRestore {
  private static final int BUFFER_OCTETS = 1 << 20;

  /// What was done.
  ///
  /// @param time when the backup was begun
  /// @param others the files that are not the store's, by name
  /// @param damages files that are not what was written, or missing
  public record Result(
      Instant time, long files, long octets, Map<String, byte[]> others, long damages) {
    public Result {
      others = Map.copyOf(others);
    }
  }

  private final Disk backup;
  private final Disk target;
  private final StoreCheck.Observer observer;
  private final Map<String, byte[]> others = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();
  private long damages;

  private StoreRestore(Disk backup, Disk target, StoreCheck.Observer observer) {
    this.backup = backup;
    this.target = target;
    this.observer = observer;
  }

  /// Copies a backup to an empty disk; both stay the caller's.
  ///
  /// @throws DamagedStoreException if the manifest is not what was written, or there is none
  /// @throws NewerFormatException if a later version of the program wrote it
  public static Result run(Disk backup, Disk target, StoreCheck.Observer observer)
      throws IOException {
    return new StoreRestore(backup, target, observer).run(manifest(backup, observer::found));
  }

  /// Looks whether there is a backup, before a place is made for what is in it.
  ///
  /// @throws DamagedStoreException as [#run] does
  public static void requireBackup(Disk backup) throws IOException {
    manifest(backup, _ -> {});
  }

  private static Manifest manifest(Disk backup, Consumer<Finding> found) throws IOException {
    try {
      return Manifest.read(backup, found)
          .orElseThrow(() -> new DamagedStoreException(backup + " holds no complete backup"));
    } catch (DamagedStoreException e) {
      throw new DamagedStoreException(e.getMessage() + others(backup), e);
    }
  }

  /// The backups that were set aside, which are restored when they get the name of the last one.
  private static String others(Disk backup) throws IOException {
    StringBuilder others = new StringBuilder();
    for (String name : backup.list().stream().filter(Manifest::isSetAside).sorted().toList()) {
      try {
        Instant time = Manifest.read(backup, name).time();
        others.append(others.isEmpty() ? "; it can be restored by the name MANIFEST: " : ", ");
        others.append(name).append(", as of ").append(time);
      } catch (DamagedStoreException e) {
        others.append("; ").append(e.getMessage());
      }
    }
    return others.toString();
  }

  private Result run(Manifest manifest) throws IOException {
    long all = manifest.entries().stream().mapToLong(Manifest.Entry::length).sum();
    long done = 0;
    for (Manifest.Entry entry : manifest.entries()) {
      try (DiskFile from = backup.open(entry.kept())) {
        if (FileNames.isOfStore(entry.name())) {
          copy(from, entry);
        } else {
          others.put(entry.name(), read(from, entry));
        }
      } catch (FileNotFoundException e) {
        found(entry, "is missing in the backup");
      }
      done += entry.length();
      observer.progress(done, all);
    }
    requireAllThere();
    target.syncDirectory();
    return new Result(manifest.time(), manifest.entries().size(), done, others, damages);
  }

  private void copy(DiskFile from, Manifest.Entry entry) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_OCTETS);
    try (DiskFile to = target.create(entry.name())) {
      long end = Math.min(from.size(), entry.length());
      for (long position = 0; position < end; position += buffer.limit()) {
        buffer.clear().limit((int) Math.min(BUFFER_OCTETS, end - position));
        read(from, position, buffer, entry);
        crc.update(buffer.rewind());
        to.write(position, buffer.rewind());
      }
      compare(entry, end, (int) crc.getValue());
      if (entry.octets() > end) {
        to.allocate(entry.octets()); // The zeros, which may be the end of a frame or a table.
      }
      to.sync();
      sizes.put(entry.name(), to.size());
    }
  }

  /// Whoever takes what is half restored for leftovers and clears them away makes no store of it.
  private void requireAllThere() throws IOException {
    for (Map.Entry<String, Long> file : sizes.entrySet()) {
      try (DiskFile restored = target.open(file.getKey())) {
        if (restored.size() != file.getValue()) {
          throw new IOException(file.getKey() + " was changed while the others were restored");
        }
      }
    }
  }

  private byte[] read(DiskFile from, Manifest.Entry entry) throws IOException {
    byte[] octets = new byte[Math.toIntExact(Math.min(from.size(), entry.length()))];
    read(from, 0, ByteBuffer.wrap(octets), entry);
    compare(entry, octets.length, Checksum.of(ByteBuffer.wrap(octets)));
    return octets;
  }

  /// @throws IOException naming the file, if the disk does not give its octets
  private static void read(DiskFile from, long position, ByteBuffer target, Manifest.Entry entry)
      throws IOException {
    try {
      from.read(position, target);
    } catch (IOException e) {
      throw new IOException(entry.kept() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void compare(Manifest.Entry entry, long length, int checksum) {
    if (length != entry.length() || checksum != entry.checksum()) {
      found(entry, "is not what was written to the backup");
    }
  }

  private void found(Manifest.Entry entry, String what) {
    damages++;
    observer.found(Finding.damage(entry.kept(), -1, what));
  }
}
