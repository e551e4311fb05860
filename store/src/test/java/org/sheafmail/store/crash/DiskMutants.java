package org.sheafmail.store.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.PowerFailureException;

/// What a store with a mistake in it would do to its disk.
final class DiskMutants {
  private DiskMutants() {}

  static Disk withoutSyncOf(String ending, Disk disk) {
    return new RewritingDisk(disk) {
      @Override
      void onSync(Handle handle) throws IOException {
        if (!handle.is(ending)) {
          super.onSync(handle);
        }
      }
    };
  }

  /// The lane is synced only when the record that refers to it is already durable.
  static Disk withRecordsFirst(Disk disk) {
    return new RewritingDisk(disk) {
      private final List<Handle> lanes = new ArrayList<>();

      @Override
      void onSync(Handle handle) throws IOException {
        if (handle.is(".lane")) {
          lanes.add(handle);
          return;
        }
        super.onSync(handle);
        for (Handle lane : lanes) {
          super.onSync(lane);
        }
        lanes.clear();
      }
    };
  }

  /// True while a compaction moves bodies.
  private static boolean isMoving() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith(".BodyMover")));
  }

  /// Bodies are moved to a lane that is not synced.
  static Disk withoutSyncOfMovedBodies(Disk disk) {
    return new RewritingDisk(disk) {
      @Override
      void onSync(Handle handle) throws IOException {
        if (!(handle.is(".lane") && isMoving())) {
          super.onSync(handle);
        }
      }
    };
  }

  /// The files whose bodies were moved go before the record that says so is durable: files that an
  /// opening does not need, for where it needs them a snapshot comes first.
  static Disk withRemovalBeforeTheMove(Disk disk) {
    return new RewritingDisk(disk) {
      private boolean moved;
      private final List<Handle> late = new ArrayList<>();

      private void syncLate() throws IOException {
        for (Handle record : late) {
          super.onSync(record);
        }
        late.clear();
      }

      @Override
      public DiskFile create(String name) throws IOException {
        syncLate();
        return super.create(name);
      }

      @Override
      void onWrite(Handle handle, long position, ByteBuffer... source) throws IOException {
        syncLate();
        super.onWrite(handle, position, source);
      }

      @Override
      void onSync(Handle handle) throws IOException {
        if (handle.is(".journal") && moved) {
          late.add(handle);
          moved = false;
          return;
        }
        super.onSync(handle);
        moved |= handle.is(".lane") && isMoving();
      }
    };
  }

  static Disk withoutHeedingReaders(Disk disk) {
    return new RewritingDisk(disk) {
      @Override
      public Removal tryRemoving() {
        return () -> {};
      }
    };
  }

  /// A change is shown and acknowledged, and made durable when the next one comes.
  static Disk withLateSyncs(Disk disk) {
    return new RewritingDisk(disk) {
      private final List<Handle> late = new ArrayList<>();

      @Override
      void onWrite(Handle handle, long position, ByteBuffer... source) throws IOException {
        for (Handle before : late) {
          super.onSync(before);
        }
        late.clear();
        super.onWrite(handle, position, source);
      }

      @Override
      void onSync(Handle handle) throws IOException {
        if (handle.is(".journal")) {
          late.add(handle);
        } else {
          super.onSync(handle);
        }
      }
    };
  }

  static Disk withSecondAttempts(Disk disk) {
    return new RewritingDisk(disk) {
      @Override
      void onSync(Handle handle) throws IOException {
        try {
          super.onSync(handle);
        } catch (PowerFailureException e) {
          throw e;
        } catch (IOException e) {
          super.onSync(handle);
        }
      }
    };
  }

  static Disk withoutSyncOfNames(Disk disk) {
    return new RewritingDisk(disk) {
      @Override
      public void syncDirectory() {
        // That is the mistake.
      }
    };
  }

  /// An opening believes what it reads.
  static Disk withoutWritingTheTailAgain(Disk disk) {
    return new RewritingDisk(disk) {
      @Override
      void onWrite(Handle handle, long position, ByteBuffer... source) throws IOException {
        if (!(handle.is(".journal") && handle.isFound())) {
          super.onWrite(handle, position, source);
        }
      }
    };
  }

  static Disk withoutSyncOfWhatWasFound(Disk disk) {
    return new RewritingDisk(disk) {
      @Override
      void onSync(Handle handle) throws IOException {
        if (!handle.isFound()) {
          super.onSync(handle);
        }
      }
    };
  }

  /// What a failed write left behind is cut off, but not for good.
  static Disk withoutSyncOfCuts(Disk disk) {
    return new RewritingDisk(disk) {
      private boolean cut;

      @Override
      void onTruncate(Handle handle, long size) throws IOException {
        super.onTruncate(handle, size);
        cut = handle.is(".journal");
      }

      @Override
      void onSync(Handle handle) throws IOException {
        if (!cut) {
          super.onSync(handle);
        }
        cut = false;
      }
    };
  }
}
