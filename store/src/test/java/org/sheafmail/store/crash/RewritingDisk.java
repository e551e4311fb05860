package org.sheafmail.store.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.ForwardingDisk;

/// Passes everything on to another disk, but for what a mutant overrides: it leaves operations out
/// or does them at another time, as a store with a mistake in it would.
class RewritingDisk extends ForwardingDisk {
  private final List<Handle> handles = new CopyOnWriteArrayList<>();

  RewritingDisk(Disk disk) {
    super(disk);
  }

  @Override
  protected DiskFile file(String name, DiskFile file, boolean found) {
    return new Handle(name, file, found);
  }

  /// An open file under the name it has now.
  final class Handle extends ForwardingDisk.ForwardingFile {
    private final DiskFile file;
    private final boolean found;
    private String name;

    Handle(String name, DiskFile file, boolean found) {
      super(file);
      this.name = name;
      this.file = file;
      this.found = found;
      handles.add(this);
    }

    String name() {
      return name;
    }

    /// True if the file was there before, as for all that an opening reads and mends.
    boolean isFound() {
      return found;
    }

    boolean is(String ending) {
      return name.endsWith(ending);
    }

    /// The file itself, past the mutant.
    DiskFile file() {
      return file;
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      onRead(this);
      return super.read(position, target);
    }

    @Override
    public void write(long position, ByteBuffer... source) throws IOException {
      onWrite(this, position, source);
    }

    @Override
    public void truncate(long size) throws IOException {
      onTruncate(this, size);
    }

    @Override
    public void sync() throws IOException {
      onSync(this);
    }
  }

  /// Something of the file is about to be read.
  void onRead(Handle handle) throws IOException {
    // Most let it be.
  }

  void onWrite(Handle handle, long position, ByteBuffer... source) throws IOException {
    handle.file().write(position, source);
  }

  void onTruncate(Handle handle, long size) throws IOException {
    handle.file().truncate(size);
  }

  void onSync(Handle handle) throws IOException {
    handle.file().sync();
  }

  @Override
  public void rename(String from, String to) throws IOException {
    super.rename(from, to);
    handles.stream().filter(h -> h.name.equals(from)).forEach(h -> h.name = to);
  }
}
