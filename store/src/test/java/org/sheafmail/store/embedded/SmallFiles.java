package org.sheafmail.store.embedded;

import java.util.random.RandomGenerator;

/// Options that make files small and many, as [EmbeddedOptions#forTests], but with threads, as a
/// server has it.
final class SmallFiles {
  private SmallFiles() {}

  static EmbeddedOptions inBackground(RandomGenerator random) {
    EmbeddedOptions small = EmbeddedOptions.forTests(random);
    return new EmbeddedOptions(
        small.segmentOctets(),
        small.firstSegmentOctets(),
        small.smallBatchOctets(),
        small.smallBatchesOctets(),
        small.laneOctets(),
        small.laneSyncOctets(),
        small.checkpointOctets(),
        small.reserveOctets(),
        small.liveShare(),
        small.compactionOctetsPerSecond(),
        small.idleRelease(),
        true,
        random);
  }
}
