package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// Reads the journal from a place on, and mends its end.
///
/// A frame counts if its header and payload have their checksums, its padding is there and is
/// zeros, and it has the number after that of the frame before. The first frame that does not count
/// ends the journal, unless a frame after it proves that it once did count ([1]): then the disk
/// lost what was safe, and reading on or cutting off would lose more.
///
/// Before anything read here is shown to anyone, the last group is written again and synced ([2]).
///
/// 1. Proof is a frame in the same file, of higher number, whose watermark lies above the bad
///    frame, or what says that all frames before it are safe ([Continuation]), or any frame in a
///    later file: a file is written to only when the one before is synced.
/// 2. The process may have ended after a failed sync, with pages in memory that look clean and are
///    not on the disk. Reading them proves nothing; writing them makes them dirty again.
final class JournalReader {
  /// Attempts to read on from the same place before it is called damaged.
  private static final int ATTEMPTS = 4;

  private final Disk disk;
  private final NavigableSet<Long> files = new TreeSet<>();

  /// The end of what was read.
  private JournalPosition end = JournalPosition.START;

  /// Whether there are files that are made only when the journal has something in it.
  private boolean isInUse;

  /// The lsn after the last frame that is known to have been there.
  private long safe = 1;

  /// The last group that counts.
  private long groupFile;

  private long groupStart;

  /// Takes what is in the journal, frame by frame.
  interface Frames {
    /// One more frame.
    ///
    /// @param record the payload after the bodies
    /// @param location where the bodies start
    void frame(Frame frame, ByteBuffer record, long location) throws IOException;
  }

  JournalReader(Disk disk) throws IOException {
    this.disk = disk;
    list();
  }

  private void list() throws IOException {
    files.clear();
    isInUse = false;
    for (String name : disk.list()) {
      FileNames.number(name, FileNames.JOURNAL).ifPresent(files::add);
      isInUse |=
          FileHeader.Kind.LANE.number(name).isPresent()
              || FileHeader.Kind.SNAPSHOT.number(name).isPresent();
    }
  }

  NavigableSet<Long> files() {
    return files;
  }

  /// Somebody who knows says that all frames before `lsn` were safe: a journal that ends before it
  /// is damaged.
  JournalReader reachingTo(long lsn) {
    safe = lsn;
    return this;
  }

  /// Reads every frame from `start` on and leaves the journal ending in the last one that counts.
  ///
  /// @return the end
  /// @throws DamagedStoreException if something is missing that was safe; nothing was changed then
  JournalPosition recover(JournalPosition start, Frames frames) throws IOException {
    read(start, frames);
    mend();
    return end;
  }

  /// Reads every frame from `start` on and changes nothing. Somebody else may be writing.
  ///
  /// @return the end
  /// @throws DamagedStoreException if something is missing that was safe
  JournalPosition read(JournalPosition start, Frames frames) throws IOException {
    end = start;
    JournalPosition failedAt = JournalPosition.START;
    int failures = 0;
    while (true) {
      try {
        readFiles(frames);
        return end;
      } catch (DamagedStoreException | FileNotFoundException e) {
        // What was not there yet when it was looked for, and proven by what was written then.
        failures = end.equals(failedAt) ? failures + 1 : 1;
        failedAt = end;
        if (failures == ATTEMPTS) {
          throw e;
        }
        list();
      }
    }
  }

  private void readFiles(Frames frames) throws IOException {
    if (end.file() != 0 && !files.contains(end.file())) {
      throw new DamagedStoreException(FileNames.journal(end.file()) + " is missing");
    }
    for (long number : List.copyOf(files.tailSet(end.file(), true))) {
      readFile(number, frames);
    }
    if (end.lsn() < safe) {
      throw new DamagedStoreException(
          "the journal ends before frame "
              + end.lsn()
              + ", but was safe up to frame "
              + (safe - 1)
              + ", which a snapshot tells of");
    }
    if (end.lsn() == 1 && isInUse) {
      throw new DamagedStoreException(
          "there is no journal, and no sound snapshot that could do without it");
    }
  }

  /// Reads one file and looks for proof of damage behind its end.
  private void readFile(long number, Frames frames) throws IOException {
    String name = FileNames.journal(number);
    try (DiskFile file = disk.open(name)) {
      long salt = FileHeader.read(file, FileHeader.Kind.JOURNAL, number).salt();
      FileWindow window = new FileWindow(file);
      long position = number == end.file() ? end.position() : FileHeader.OCTETS;
      if (position > window.size()) {
        throw new DamagedStoreException(
            name + " ends at " + window.size() + ", but was safe up to " + position);
      }
      if (end.lsn() == 1) {
        refuseIfTrimmed(window, name, salt);
      }
      for (Frame frame = frameAt(window, position, salt, end.lsn());
          frame != null;
          frame = frameAt(window, position, salt, end.lsn())) {
        long payload = position + Frame.HEADER_OCTETS;
        frames.frame(
            frame,
            window.octets(payload + frame.bodies(), frame.payload() - frame.bodies()),
            BodyLocation.inJournal(number, payload));
        groupFile = number;
        groupStart = frame.watermark();
        position += frame.octets();
        end = new JournalPosition(number, position, end.lsn() + 1);
      }
      refuseIfDamaged(window, name, position, salt, end.lsn());
      Continuation next = Continuation.decode(window.octets(position, Continuation.OCTETS), salt);
      if (next != null
          && next.lsn() == end.lsn()
          && next.file() != Continuation.NOWHERE_YET
          && !files.contains(next.file())) {
        throw new DamagedStoreException(
            FileNames.journal(next.file()) + " is missing, in which the journal goes on");
      }
    }
  }

  private static @Nullable Frame frameAt(FileWindow window, long position, long salt, long lsn)
      throws IOException {
    Frame frame = window.frameAt(position, salt);
    return frame == null || frame.lsn() != lsn ? null : frame;
  }

  /// The journal is read from its first frame on only if no snapshot is sound.
  private static void refuseIfTrimmed(FileWindow window, String name, long salt)
      throws IOException {
    Frame first = Frame.decode(window.octets(FileHeader.OCTETS, Frame.HEADER_OCTETS), salt);
    if (first != null && first.lsn() > 1) {
      throw new DamagedStoreException(
          "there is no sound snapshot, and the journal begins in "
              + name
              + " with frame "
              + first.lsn()
              + ": what was before is known to a snapshot only");
    }
  }

  private static void refuseIfDamaged(
      FileWindow window, String name, long position, long salt, long lsn) throws IOException {
    long last = Math.min(window.size(), position + Journal.GROUP_OCTETS_MAX + Frame.SECTOR);
    for (long at = Frame.align(position, Frame.SECTOR); at < last; at += Frame.SECTOR) {
      Frame frame = Frame.decode(window.octets(at, Frame.HEADER_OCTETS), salt);
      if (frame != null
          && (frame.watermark() > position || (at == position && frame.lsn() != lsn))) {
        throw damaged(name, position, lsn, "frame " + frame.lsn() + " is");
      }
    }
    long seal = Continuation.behind(window, position, salt, lsn);
    if (seal >= 0) {
      throw damaged(name, position, lsn, "the end of the journal at octet " + seal + " is");
    }
  }

  private static DamagedStoreException damaged(String name, long position, long lsn, String proof) {
    return new DamagedStoreException(
        name
            + " is damaged at octet "
            + position
            + ": frame "
            + lsn
            + ", which was safe, is not there, though "
            + proof);
  }

  /// Writes the last group again, cuts off what follows it and removes files without a frame.
  private void mend() throws IOException {
    if (end.file() != 0) {
      try (DiskFile file = disk.open(FileNames.journal(end.file()))) {
        boolean changed = false;
        if (groupFile == end.file()) {
          rewrite(file, end.position());
          changed = true;
        }
        if (file.size() > end.position()) {
          file.truncate(end.position());
          changed = true;
        }
        if (changed) {
          file.sync();
        }
      }
    }
    removeAfter(end.file());
  }

  private void removeAfter(long last) throws IOException {
    List<Long> empty = List.copyOf(files.tailSet(last, false));
    for (long number : empty) {
      disk.delete(FileNames.journal(number));
      files.remove(number);
    }
    if (!empty.isEmpty()) {
      disk.syncDirectory();
    }
  }

  private void rewrite(DiskFile file, long end) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(256 << 10);
    for (long position = groupStart; position < end; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
      if (file.read(position, buffer) < buffer.capacity() && buffer.hasRemaining()) {
        throw new DamagedStoreException("a journal file became shorter while it was read");
      }
      buffer.flip();
      int count = buffer.remaining();
      file.write(position, buffer);
      position += count;
    }
  }
}
