package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// Files open for reading, by name. A bounded number of them stays open; one in use is never
/// closed.
final class OpenFiles {
  private static final int OPEN_MAX = 32;

  private final Disk disk;
  private final VerifiedBodies verified = new VerifiedBodies();

  /// In the order of last use. Guarded by itself.
  private final Map<String, Handle> open = new LinkedHashMap<>(16, 0.75f, true);

  OpenFiles(Disk disk) {
    this.disk = disk;
  }

  /// Those that were removed and that somebody may still read. Guarded by the other map.
  private final Map<String, Handle> kept = new HashMap<>();

  /// A file in use; closing ends the use, not the file.
  final class Handle implements AutoCloseable {
    private final DiskFile file;

    /// Both guarded by the map.
    private int users;

    private boolean dropped;

    Handle(DiskFile file) {
      this.file = file;
    }

    DiskFile file() {
      return file;
    }

    @Override
    public void close() throws IOException {
      boolean last;
      synchronized (open) {
        last = --users == 0 && dropped;
      }
      if (last) {
        file.close();
      }
    }
  }

  /// The bodies in these files that are known to be sound.
  VerifiedBodies verified() {
    return verified;
  }

  Handle use(String name) throws IOException {
    List<Handle> idle = new ArrayList<>();
    Handle handle;
    synchronized (open) {
      handle = kept.get(name);
      if (handle == null) {
        handle = opened(name);
        dropOldest(idle);
      }
      handle.users++;
    }
    for (Handle old : idle) {
      old.file.close();
    }
    return handle;
  }

  private Handle opened(String name) throws IOException {
    Handle handle = open.get(name);
    if (handle == null) {
      handle = new Handle(disk.open(name));
      open.put(name, handle);
    }
    return handle;
  }

  /// The file is about to be deleted: it stays open, until it is to be forgotten, for those who may
  /// still read it.
  void keep(String name) throws IOException {
    synchronized (open) {
      if (!kept.containsKey(name)) {
        kept.put(name, opened(name));
        open.remove(name);
      }
    }
  }

  private void dropOldest(List<Handle> idle) {
    Iterator<Handle> oldest = open.values().iterator();
    while (open.size() > OPEN_MAX) {
      Handle handle = oldest.next();
      oldest.remove();
      handle.dropped = true;
      if (handle.users == 0) {
        idle.add(handle);
      }
    }
  }

  /// The file is about to be deleted, or was, and nobody will ask for it again: it is closed once
  /// nobody uses it.
  void forget(String name) throws IOException {
    Handle handle;
    boolean idle;
    synchronized (open) {
      handle = open.remove(name);
      if (handle == null) {
        handle = kept.remove(name);
      }
      if (handle == null) {
        return;
      }
      handle.dropped = true;
      idle = handle.users == 0;
    }
    if (idle) {
      handle.file.close();
    }
  }

  void close() throws IOException {
    List<String> names;
    synchronized (open) {
      names = new ArrayList<>(open.keySet());
      names.addAll(kept.keySet());
    }
    for (String name : names) {
      forget(name);
    }
  }
}
