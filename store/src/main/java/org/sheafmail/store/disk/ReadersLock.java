package org.sheafmail.store.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.OwnerOnly;

/// Keeps files where they are while somebody reads a directory that is not theirs.
///
/// A reader holds a shared lock on the file `READERS`, whoever removes files an exclusive one, and
/// only while doing it. The locks are the kernel's: they end with their process, however it ends.
/// The kernel gives them to a process as a whole and takes all of them back when any channel of the
/// process on that file is closed; so a process has one channel for a directory, and counts.
final class ReadersLock {
  static final String FILE = "READERS";

  /// Those in use in this process, by directory. Guarded by itself.
  private static final Map<Path, ReadersLock> IN_USE = new HashMap<>();

  private final Path directory;
  private final @Nullable FileChannel channel;

  /// Guarded by the map.
  private int users;

  /// The following are guarded by this object.
  private int readers;

  private int removals;
  private @Nullable FileLock lock;

  private ReadersLock(Path directory, @Nullable FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /// The lock of an existing directory; to be closed once for each call.
  static ReadersLock open(Path directory) throws IOException {
    Path key = directory.toRealPath();
    synchronized (IN_USE) {
      ReadersLock found = IN_USE.get(key);
      if (found == null) {
        found = new ReadersLock(key, channel(key));
        IN_USE.put(key, found);
      }
      found.users++;
      return found;
    }
  }

  /// `null` if nobody ever wrote to the directory and nobody can.
  private static @Nullable FileChannel channel(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    try {
      return FileChannel.open(
          file,
          Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
          OwnerOnly.file());
    } catch (FileSystemException e) {
      if (Files.exists(file)) {
        return FileChannel.open(file, StandardOpenOption.READ); // Enough for a shared lock.
      }
      if (e instanceof AccessDeniedException || e instanceof NoSuchFileException) {
        throw e;
      }
      return null; // A file system that takes no writes: nothing will be removed.
    }
  }

  /// Waits until nobody removes anything and keeps it so until [#endReading].
  synchronized void beginReading() throws IOException {
    while (removals > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for files to be removed");
      }
    }
    if (readers == 0 && channel != null) {
      lock = channel.lock(0, Long.MAX_VALUE, true);
    }
    readers++;
  }

  synchronized void endReading() throws IOException {
    readers--;
    if (readers == 0) {
      release();
    }
  }

  /// Keeps readers waiting until the result is closed; `null` if there are any.
  synchronized Disk.@Nullable Removal tryRemoving() throws IOException {
    if (readers > 0) {
      return null;
    }
    if (removals == 0 && channel != null) {
      FileLock taken = channel.tryLock();
      if (taken == null) {
        return null;
      }
      lock = taken;
    }
    removals++;
    return this::endRemoving;
  }

  private synchronized void endRemoving() throws IOException {
    removals--;
    if (removals == 0) {
      release();
      notifyAll();
    }
  }

  private void release() throws IOException {
    FileLock held = lock;
    lock = null;
    if (held != null) {
      held.release();
    }
  }

  void close() throws IOException {
    synchronized (IN_USE) {
      users--;
      if (users == 0) {
        IN_USE.remove(directory);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }
}
