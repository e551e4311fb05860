package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.ForwardingDisk;

/// Counts the syncs of another disk, those of its directory too.
final class CountingDisk extends ForwardingDisk {
  private final LongAdder syncs = new LongAdder();

  CountingDisk(Disk disk) {
    super(disk);
  }

  long syncs() {
    return syncs.sum();
  }

  @Override
  protected DiskFile file(String name, DiskFile file, boolean found) {
    return new CountingFile(file);
  }

  @Override
  public void syncDirectory() throws IOException {
    syncs.increment();
    super.syncDirectory();
  }

  private final class CountingFile extends ForwardingFile {
    CountingFile(DiskFile file) {
      super(file);
    }

    @Override
    public void sync() throws IOException {
      syncs.increment();
      super.sync();
    }
  }
}
