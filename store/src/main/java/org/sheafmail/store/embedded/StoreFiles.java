package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// Makes the files of a store and gives them their numbers.
///
/// A file gets its name when its header is on the disk, and is used when its name is, so that a
/// file with a name and without a header is damaged, never half made.
final class StoreFiles {
  private final Disk disk;
  private final RandomGenerator random;
  private final AtomicLong last = new AtomicLong();

  /// A file ready for use.
  record NewFile(FileHeader header, DiskFile file) {}

  StoreFiles(Disk disk, RandomGenerator random) {
    this.disk = disk;
    this.random = random;
  }

  Disk disk() {
    return disk;
  }

  /// A file of that number was found: new ones get higher numbers.
  void found(long number) {
    last.accumulateAndGet(number, Math::max);
  }

  long lastNumber() {
    return last.get();
  }

  /// @param octets length to make the file
  NewFile create(FileHeader.Kind kind, long octets) throws IOException {
    long number = last.incrementAndGet();
    if (number > BodyLocation.FILE_MAX) {
      throw new IOException("the store has had " + number + " files and can have no more");
    }
    FileHeader header = new FileHeader(kind, number, random.nextLong());
    String temporary = header.fileName() + FileNames.TEMPORARY;
    DiskFile file = disk.create(temporary);
    try {
      file.allocate(octets);
      header.write(file);
      file.sync();
      disk.rename(temporary, header.fileName());
      disk.syncDirectory();
      return new NewFile(header, file);
    } catch (IOException e) {
      discard(file, temporary, e);
      throw e;
    }
  }

  /// Gives back the room of a file that could not be made.
  private void discard(DiskFile file, String name, IOException why) {
    try {
      file.close();
      disk.delete(name);
    } catch (FileNotFoundException | java.nio.file.NoSuchFileException e) {
      why.addSuppressed(e); // It has its name already; the next opening finds it empty.
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }
}
