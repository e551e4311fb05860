package org.sheafmail.store.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.SimulatedDisk;

/// A simulated disk of which one operation fails: the first of a kind on a file of a kind.
final class FailingDisk extends RewritingDisk {
  private final SimulatedDisk disk;
  private SimulatedDisk.@Nullable Kind kind;
  private String ending = "";
  private int others;

  FailingDisk(SimulatedDisk disk) {
    super(disk);
    this.disk = disk;
  }

  /// Makes the next such operation fail, after `count` that do not.
  ///
  /// @param nameEnding the end of the file's name; empty for operations on the directory
  void failNext(SimulatedDisk.Kind failing, String nameEnding, int count) {
    synchronized (disk) {
      kind = failing;
      ending = nameEnding;
      others = count;
    }
  }

  /// True if it has come to that.
  boolean hasFailed() {
    synchronized (disk) {
      return kind == null;
    }
  }

  @FunctionalInterface
  private interface Operation {
    void run() throws IOException;
  }

  /// Holding the disk's own lock, so that no other thread's operation takes the failure.
  private void run(SimulatedDisk.Kind what, String name, Operation operation) throws IOException {
    synchronized (disk) {
      if (what == kind && name.endsWith(ending) && others-- == 0) {
        kind = null;
        disk.failOperation(disk.operations() + 1);
      }
      operation.run();
    }
  }

  @Override
  void onWrite(Handle handle, long position, ByteBuffer... source) throws IOException {
    run(SimulatedDisk.Kind.WRITE, handle.name(), () -> super.onWrite(handle, position, source));
  }

  @Override
  void onTruncate(Handle handle, long size) throws IOException {
    run(SimulatedDisk.Kind.TRUNCATE, handle.name(), () -> super.onTruncate(handle, size));
  }

  @Override
  void onSync(Handle handle) throws IOException {
    run(SimulatedDisk.Kind.SYNC, handle.name(), () -> super.onSync(handle));
  }

  @Override
  public void syncDirectory() throws IOException {
    run(SimulatedDisk.Kind.SYNC_DIRECTORY, "", super::syncDirectory);
  }
}
