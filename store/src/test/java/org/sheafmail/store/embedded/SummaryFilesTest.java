package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.ForwardingDisk;
import org.sheafmail.store.disk.SimulatedDisk;

class SummaryFilesTest {
  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final AtomicInteger opened = new AtomicInteger();
  private @Nullable SummaryFiles watched;

  private final ForwardingDisk watching =
      new ForwardingDisk(disk) {
        @Override
        public DiskFile open(String name) throws IOException {
          SummaryFiles tidying = watched;
          if (tidying != null) {
            assertThat(Thread.holdsLock(tidying)).isFalse();
            opened.incrementAndGet();
          }
          return super.open(name);
        }
      };
  private final StoreFiles made = new StoreFiles(watching, new Random(1));

  private SummaryFiles files() {
    return new SummaryFiles(watching, made, new OpenFiles(watching), 1);
  }

  @Test
  void nobodyWaitsWhileAllAreReadToBeWrittenAnew() throws IOException {
    try (DiskFile lane = disk.create(FileNames.name(7, FileNames.LANE))) {
      lane.sync();
    }
    long there = BodyLocation.inLane(7, 512);
    TreeMap<Long, byte[]> summaries = new TreeMap<>();
    summaries.put(there, new byte[] {1});
    for (int i = 0; i < 100; i++) {
      summaries.put(BodyLocation.inLane(8, 512 + i), new byte[100]);
    }
    SummaryFiles first = files();
    first.write(summaries);
    first.close();
    long before = disk.used();

    SummaryFiles files = files();
    assertThat(files.find(1)).isNull(); // Now it knows what there is, but not what is in it.
    watched = files;
    files.tidy();

    assertThat(opened).hasPositiveValue();
    assertThat(disk.used()).isLessThan(before / 2);
    assertThat(files.find(there)).containsExactly(1);
    assertThat(files.find(BodyLocation.inLane(8, 512))).isNull();
    files.close();
  }
}
