package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.function.Consumer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// Reads the frames of the journal that come before a snapshot. The snapshot has what they tell, so
/// a damaged one is worth a note: the messages in it are looked at one by one.
final class OldFrames {
  private final Disk disk;
  private final Consumer<Finding> findings;
  private long frames;

  OldFrames(Disk disk, Consumer<Finding> findings) {
    this.disk = disk;
    this.findings = findings;
  }

  /// Reads all frames before `start`.
  ///
  /// @return how many there are
  long read(JournalPosition start) throws IOException {
    for (String name : disk.list().stream().sorted().toList()) {
      long number = FileNames.number(name, FileNames.JOURNAL).orElse(Long.MAX_VALUE);
      if (number <= start.file()) {
        try (DiskFile file = disk.open(name)) {
          long salt = FileHeader.saltAsFound(file);
          FileWindow window = new FileWindow(file);
          read(name, window, salt, start, number);
        } catch (FileNotFoundException e) {
          findings.accept(Finding.note(name, -1, "the file was removed meanwhile"));
        }
      }
    }
    return frames;
  }

  private void read(String name, FileWindow window, long salt, JournalPosition start, long number)
      throws IOException {
    boolean isEndKnown = number == start.file();
    long end = isEndKnown ? Math.min(start.position(), window.size()) : window.size();
    long position = FileHeader.OCTETS;
    while (position < end) {
      Frame frame = window.frameAt(position, salt);
      if (frame == null) {
        long next = next(window, position, salt, end);
        if (next >= 0 || isEndKnown || !isEnd(window, position, salt)) {
          findings.accept(
              Finding.note(name, position, "a frame is damaged that a snapshot makes up for"));
        }
        if (next < 0) {
          return;
        }
        position = next;
      } else {
        frames++;
        position += frame.octets();
      }
    }
  }

  private static long next(FileWindow window, long after, long salt, long end) throws IOException {
    for (long at = Frame.align(after + 1, Frame.ALIGNMENT); at < end; at += Frame.ALIGNMENT) {
      if (window.frameAt(at, salt) != null) {
        return at;
      }
    }
    return -1;
  }

  /// Whether frames end there: the journal goes on in another file, or nothing was written yet.
  private static boolean isEnd(FileWindow window, long position, long salt) throws IOException {
    return Continuation.decode(window.octets(position, Continuation.OCTETS), salt) != null
        || window.isZeroFrom(position);
  }
}
