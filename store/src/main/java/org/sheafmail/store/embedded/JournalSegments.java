package org.sheafmail.store.embedded;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.DiskFullException;

/// Keeps one journal file ready ahead of time: making one takes two syncs and writes all its
/// octets, which nobody should have to wait for. Its room is also what is left when the disk is
/// full.
final class JournalSegments {
  private final StoreFiles files;
  private final int octets;
  private final int reserveOctets;

  /// Guarded by this object.
  private @Nullable JournalSegment spare;

  JournalSegments(StoreFiles files, EmbeddedOptions options) {
    this.files = files;
    this.octets = options.segmentOctets();
    this.reserveOctets = options.reserveOctets();
  }

  /// A file with room for `leastOctets`, the spare one if it has.
  ///
  /// @param wantedOctets the size to make one if there is none; a smaller one is made if the disk
  ///   is too full for that
  synchronized JournalSegment take(long leastOctets, int wantedOctets) throws IOException {
    JournalSegment ready = spare;
    if (ready != null && ready.size() >= FileHeader.OCTETS + leastOctets) {
      spare = null;
      return ready;
    }
    long least = FileHeader.OCTETS + leastOctets;
    JournalSegment made = createUpTo(Math.max(wantedOctets, least), least);
    drop();
    return made;
  }

  /// A file of the size wanted, or, as the disk becomes full, of a quarter of what is left: so mail
  /// can be removed while there is any room at all, and taken again as soon as there is some more.
  private JournalSegment createUpTo(long wanted, long least) throws IOException {
    long left = files.disk().usableSpace() / 4;
    for (long size = Math.clamp(left, least, wanted); ; size = Math.max(least, size / 2)) {
      try {
        return create(size, false);
      } catch (DiskFullException e) {
        if (size == least) {
          throw e;
        }
      }
    }
  }

  /// A file the journal already has.
  DiskFile open(long number) throws IOException {
    return files.disk().open(FileNames.journal(number));
  }

  /// A file for one frame of `octets` and nothing else.
  synchronized JournalSegment makeFor(long octets) throws IOException {
    JournalSegment made = create(FileHeader.OCTETS + octets, true);
    drop();
    return made;
  }

  /// The journal is read in the order of numbers: a spare file older than one in use is of no use.
  private void drop() throws IOException {
    if (spare != null) {
      spare.file().close();
      files.disk().delete(FileNames.journal(spare.number()));
      spare = null;
    }
  }

  /// Makes the spare file if there is none.
  ///
  /// @throws DiskFullException if there is no room for one that could take the reserve
  synchronized void prepare() throws IOException {
    if (spare == null) {
      long least = (long) FileHeader.OCTETS + Math.max(Frame.SECTOR, reserveOctets);
      spare = createUpTo(Math.max(octets, least), least);
    }
  }

  synchronized boolean isPrepared() {
    return spare != null;
  }

  /// Octets that can be written without asking the file system for room.
  synchronized long room() {
    return spare == null ? 0 : spare.size() - FileHeader.OCTETS;
  }

  private JournalSegment create(long size, boolean forOneFrame) throws IOException {
    StoreFiles.NewFile made =
        files.create(FileHeader.Kind.JOURNAL, Frame.align(size, Frame.SECTOR));
    return new JournalSegment(
        made.header().number(),
        made.header().salt(),
        made.file(),
        Frame.align(size, Frame.SECTOR),
        forOneFrame);
  }

  synchronized void giveBackRoom() throws IOException {
    drop();
  }

  synchronized void close() throws IOException {
    if (spare != null) {
      spare.file().close();
      spare = null;
    }
  }
}
