package org.sheafmail.store.crash;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.sheafmail.store.embedded.EmbeddedOptions;

/// Sizes that make everything happen often, other ones at each opening.
final class SmallOptions {
  private SmallOptions() {}

  static EmbeddedOptions drawnFrom(RandomGenerator random, boolean background) {
    int segmentOctets = 16 << 10 << random.nextInt(4);
    int firstSegmentOctets = 8 << 10 << random.nextInt(4);
    int smallBatchOctets = random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(14);
    int smallBatchesOctets = 1 << 10 << random.nextInt(10);
    int laneOctets = 1 << 10 << random.nextInt(8);
    int laneSyncOctets = 1 << 10 << random.nextInt(5);
    int checkpointOctets = 1 << 10 << random.nextInt(8);
    int reserveOctets = random.nextInt(segmentOctets / 2);
    double liveShare = random.nextInt(3) == 0 ? 0 : random.nextInt(10) / 10.0;
    return new EmbeddedOptions(
        segmentOctets,
        firstSegmentOctets,
        smallBatchOctets,
        smallBatchesOctets,
        laneOctets,
        laneSyncOctets,
        checkpointOctets,
        reserveOctets,
        liveShare,
        1L << 30,
        Duration.ofMinutes(1),
        background,
        random);
  }
}
