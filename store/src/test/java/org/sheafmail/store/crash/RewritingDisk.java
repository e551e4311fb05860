package org.sheafmail.store.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// Passes everything on to another disk, but for what a mutant overrides: it leaves operations out
/// or does them at another time, as a store with a mistake in it would.
class RewritingDisk implements Disk {
  private final Disk disk;
  private final List<Handle> handles = new CopyOnWriteArrayList<>();

  RewritingDisk(Disk disk) {
    this.disk = disk;
  }

  /// An open file under the name it has now.
  final class Handle implements DiskFile {
    private final DiskFile file;
    private final boolean found;
    private String name;

    Handle(String name, DiskFile file, boolean found) {
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
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      return file.read(position, target);
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
    public void allocate(long size) throws IOException {
      file.allocate(size);
    }

    @Override
    public void sync() throws IOException {
      onSync(this);
    }

    @Override
    public void transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      file.transferTo(position, count, target);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
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
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public DiskFile create(String name) throws IOException {
    return new Handle(name, disk.create(name), false);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new Handle(name, disk.open(name), true);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
    handles.stream().filter(h -> h.name.equals(from)).forEach(h -> h.name = to);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public @Nullable Removal tryRemoving() throws IOException {
    return disk.tryRemoving();
  }

  @Override
  public void syncDirectory() throws IOException {
    disk.syncDirectory();
  }

  @Override
  public long usableSpace() throws IOException {
    return disk.usableSpace();
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}
