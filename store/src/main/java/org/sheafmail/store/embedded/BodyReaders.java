package org.sheafmail.store.embedded;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.sheafmail.store.disk.Disk;

/// Lets everyone who looked at the store earlier read bodies that it no longer has.
///
/// A view shows a mailbox as it was, for as long as somebody holds it. Everything that reads a body
/// holds the [BodyReader] that was the current one when the view was taken. When files are removed
/// they are kept open and a new reader becomes the current one: whoever gets that one cannot know
/// anything of those files. When the last of the earlier readers is no longer held by anyone, which
/// the collector finds out, the files are closed and their room on the disk is free. It is told to
/// find out when the room is needed.
final class BodyReaders {
  /// Files that were removed and are still open; with so many no further ones are removed.
  private static final int KEPT_MAX = 64;

  private final Disk disk;
  private final OpenFiles files;
  private final long roomOctets;
  private final Supplier<BodyReader> readers;

  /// All of the following are guarded by this object.
  private BodyReader current;

  /// Whether anybody has the current one.
  private boolean given;

  /// Oldest first, the current one excluded.
  private final Deque<Former> former = new ArrayDeque<>();

  /// Files that were removed, or are to be, and are open.
  private final Set<String> kept = new HashSet<>();

  /// A reader that was the current one until files were removed.
  private record Former(WeakReference<BodyReader> reader, List<String> removed) {}

  /// @param roomOctets with less room than this a disk is short of it
  BodyReaders(Disk disk, OpenFiles files, long roomOctets, Supplier<BodyReader> readers) {
    this.disk = disk;
    this.files = files;
    this.roomOctets = roomOctets;
    this.readers = readers;
    this.current = readers.get();
  }

  /// To be taken before the state of the store is looked at.
  synchronized BodyReader current() {
    given = true;
    return current;
  }

  /// How many further files can be removed now.
  synchronized int room() throws IOException {
    release();
    if (kept.size() >= KEPT_MAX) {
      collect(); // The collector may just have had no reason to look.
    }
    return Math.max(0, KEPT_MAX - kept.size());
  }

  /// The files are about to be removed: the state does not refer to them any more. Those that were
  /// to be removed before, and could not, stay with whoever was given them then: nobody came by
  /// them since.
  synchronized void keep(Collection<String> names) throws IOException {
    if (!given && former.isEmpty()) {
      for (String name : names) {
        files.forget(name);
      }
      return;
    }
    List<String> removed = new ArrayList<>();
    if (kept.containsAll(names)) {
      return;
    }
    former.add(new Former(new WeakReference<>(current), removed));
    current = readers.get();
    given = false;
    for (String name : names) {
      if (kept.add(name)) {
        files.keep(name);
        removed.add(name);
      }
    }
  }

  /// Closes the files nobody can ask for any more. On a disk that is short of room the collector is
  /// told to look: a file that is gone takes its room until it is closed.
  synchronized void release() throws IOException {
    closeUnread();
    if (!former.isEmpty() && disk.usableSpace() < roomOctets) {
      collect();
    }
  }

  private void collect() throws IOException {
    System.gc();
    closeUnread();
  }

  private void closeUnread() throws IOException {
    while (!former.isEmpty() && former.getFirst().reader.get() == null) {
      for (String name : former.removeFirst().removed) {
        files.forget(name);
        kept.remove(name);
      }
    }
  }
}
