package org.sheafmail.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/// Another disk, for those who only read: whatever would change it is a mistake of the caller.
public final class ReadOnlyDisk implements Disk {
  private final Disk disk;

  public ReadOnlyDisk(Disk disk) {
    this.disk = disk;
  }

  private static UnsupportedOperationException refused() {
    return new UnsupportedOperationException("the disk is open for reading");
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public DiskFile create(String name) {
    throw refused();
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new ReadOnlyFile(disk.open(name));
  }

  @Override
  public void rename(String from, String to) {
    throw refused();
  }

  @Override
  public void delete(String name) {
    throw refused();
  }

  @Override
  public Removal tryRemoving() {
    throw refused();
  }

  @Override
  public void syncDirectory() {
    throw refused();
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

  private record ReadOnlyFile(DiskFile file) implements DiskFile {
    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      return file.read(position, target);
    }

    @Override
    public void write(long position, ByteBuffer... source) {
      throw refused();
    }

    @Override
    public void truncate(long size) {
      throw refused();
    }

    @Override
    public void allocate(long size) {
      throw refused();
    }

    @Override
    public void sync() {
      throw refused();
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
