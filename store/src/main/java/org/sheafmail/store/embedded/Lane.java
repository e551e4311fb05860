package org.sheafmail.store.embedded;

import java.io.IOException;
import org.sheafmail.store.disk.DiskFile;

/// A file for the bodies of large batches, one batch after the other. A batch has the lane to
/// itself from its first octet to its end.
///
/// Owned by one append at a time.
final class Lane {
  private final long number;
  private final long salt;
  private final DiskFile file;

  /// Everything below belongs to batches that were committed.
  private long end;

  Lane(FileHeader header, DiskFile file, long end) {
    this.number = header.number();
    this.salt = header.salt();
    this.file = file;
    this.end = end;
  }

  long number() {
    return number;
  }

  long salt() {
    return salt;
  }

  DiskFile file() {
    return file;
  }

  long end() {
    return end;
  }

  long location(long position) {
    return BodyLocation.inLane(number, position);
  }

  /// The octets up to there belong to a batch that was committed.
  void keep(long newEnd) {
    end = newEnd;
  }

  /// Takes off what was written since the last batch. No sync is needed: nothing refers to it, and
  /// an opening cuts it off again.
  void cut() throws IOException {
    file.truncate(end);
  }
}
