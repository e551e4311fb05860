package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// Counts the syncs of another disk, those of its directory too.
final class CountingDisk implements Disk {
  private final Disk disk;
  private final LongAdder syncs = new LongAdder();

  CountingDisk(Disk disk) {
    this.disk = disk;
  }

  long syncs() {
    return syncs.sum();
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public DiskFile create(String name) throws IOException {
    return new CountingFile(disk.create(name));
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new CountingFile(disk.open(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
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
    syncs.increment();
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

  @Override
  public String toString() {
    return disk.toString();
  }

  private final class CountingFile implements DiskFile {
    private final DiskFile file;

    CountingFile(DiskFile file) {
      this.file = file;
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
      file.write(position, source);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void allocate(long size) throws IOException {
      file.allocate(size);
    }

    @Override
    public void sync() throws IOException {
      syncs.increment();
      file.sync();
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
}
