package org.sheafmail.store.disk;

import java.nio.ByteBuffer;

/// Another disk, for those who only read: whatever would change it is a mistake of the caller.
public final class ReadOnlyDisk extends ForwardingDisk {
  public ReadOnlyDisk(Disk disk) {
    super(disk);
  }

  private static UnsupportedOperationException refused() {
    return new UnsupportedOperationException("the disk is open for reading");
  }

  @Override
  protected DiskFile file(String name, DiskFile file, boolean found) {
    return new ReadOnlyFile(file);
  }

  @Override
  public DiskFile create(String name) {
    throw refused();
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

  private static final class ReadOnlyFile extends ForwardingFile {
    ReadOnlyFile(DiskFile file) {
      super(file);
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
  }
}
