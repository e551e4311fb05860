package org.sheafmail.store.embedded;

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

  /// A file of `octets`, with nothing in it but its header, that survives a power cut.
  NewFile create(FileHeader.Kind kind, long octets) throws IOException {
    NewFile made = begin(kind);
    try {
      made.file().allocate(octets);
      finish(made);
      return made;
    } catch (IOException e) {
      discard(made, e);
      throw e;
    }
  }

  /// A file that has its header and no name yet.
  NewFile begin(FileHeader.Kind kind) throws IOException {
    long number = last.incrementAndGet();
    if (number > BodyLocation.FILE_MAX) {
      throw new IOException("the store has had " + number + " files and can have no more");
    }
    FileHeader header = new FileHeader(kind, number, random.nextLong());
    NewFile made = new NewFile(header, disk.create(temporaryName(header)));
    try {
      header.write(made.file());
      return made;
    } catch (IOException e) {
      discard(made, e);
      throw e;
    }
  }

  private static String temporaryName(FileHeader header) {
    return header.fileName() + FileNames.TEMPORARY;
  }

  /// Makes what was written to the file durable and gives it its name.
  void finish(NewFile made) throws IOException {
    made.file().sync();
    disk.rename(temporaryName(made.header()), made.header().fileName());
    disk.syncDirectory();
  }

  /// Gives the file its name without making anything durable.
  void nameUnsynced(NewFile made) throws IOException {
    disk.rename(temporaryName(made.header()), made.header().fileName());
  }

  /// Gives back the room of a file that could not be finished.
  void discard(NewFile made, IOException why) {
    try {
      made.file().close();
      disk.delete(temporaryName(made.header()));
    } catch (IOException e) {
      why.addSuppressed(e); // It may have its name already; the next opening finds it unused.
    }
  }
}
