package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.ArrayList;
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

  /// In the order of last use. Guarded by itself.
  private final Map<String, Handle> open = new LinkedHashMap<>(16, 0.75f, true);

  OpenFiles(Disk disk) {
    this.disk = disk;
  }

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

  Handle use(String name) throws IOException {
    List<Handle> idle = new ArrayList<>();
    Handle handle;
    synchronized (open) {
      handle = open.get(name);
      if (handle == null) {
        handle = new Handle(disk.open(name));
        open.put(name, handle);
        dropOldest(idle);
      }
      handle.users++;
    }
    for (Handle old : idle) {
      old.file.close();
    }
    return handle;
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

  /// The file is about to be deleted: it is closed once nobody uses it.
  void forget(String name) throws IOException {
    Handle handle;
    boolean idle;
    synchronized (open) {
      handle = open.remove(name);
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
      names = List.copyOf(open.keySet());
    }
    for (String name : names) {
      forget(name);
    }
  }
}
