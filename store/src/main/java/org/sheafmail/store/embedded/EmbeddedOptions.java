package org.sheafmail.store.embedded;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// What can be set in an [EmbeddedStore]. The defaults suit a server; tests make everything small.
///
/// @param segmentOctets a journal file is made this large, and ahead of time
/// @param firstSegmentOctets but the first one after an opening only this large, so that opening is
///   quick
/// @param smallBatchOctets a batch with no more octets than this is kept in memory until its commit
///   and goes into the journal as a whole; a larger one is written to a lane as it comes
/// @param smallBatchesOctets and all batches kept in memory at once have no more than this; a batch
///   that would exceed it takes a lane
/// @param laneOctets a lane that is longer takes no further batch
/// @param laneSyncOctets a lane is synced in the background each time this much was written to it
/// @param checkpointOctets a snapshot is written each time the journal has grown by this much
/// @param reserveOctets of the room made ahead in the journal, kept for changes that free space
/// @param liveShare a journal file or lane is rewritten when less than this share of it is bodies
///   of messages; 0 to leave all as they are
/// @param compactionOctetsPerSecond that is done reading and writing so much, no faster
/// @param idleRelease what was not used for this long leaves memory, if it can be read again
/// @param background false to do all work in the thread that causes it and none by the clock, so
///   that the same calls give the same operations on the disk in the same order
/// @param random gives the salts of journal files; need not be repeatable but must not be guessed
public record EmbeddedOptions(
    int segmentOctets,
    int firstSegmentOctets,
    int smallBatchOctets,
    long smallBatchesOctets,
    long laneOctets,
    int laneSyncOctets,
    long checkpointOctets,
    int reserveOctets,
    double liveShare,
    long compactionOctetsPerSecond,
    Duration idleRelease,
    boolean background,
    RandomGenerator random) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  public EmbeddedOptions {
    if (segmentOctets < 8 * KIB || firstSegmentOctets < 8 * KIB) {
      throw new IllegalArgumentException("a journal file has 8 KiB at the least");
    }
    if (smallBatchOctets < 0 || smallBatchOctets > 64 * MIB) {
      throw new IllegalArgumentException("a small batch has 64 MiB at most");
    }
    if (laneSyncOctets < 1 || checkpointOctets < 1) {
      throw new IllegalArgumentException("a number of octets starts at 1");
    }
    if (!(liveShare >= 0 && liveShare < 1) || compactionOctetsPerSecond < 1) {
      throw new IllegalArgumentException(
          "a share is from 0 to below 1, a pace 1 octet at the least");
    }
    if (reserveOctets < 0 || reserveOctets > segmentOctets / 2) {
      throw new IllegalArgumentException("the reserve is half a journal file at most");
    }
  }

  /// The same but for the share and the pace of compaction.
  public EmbeddedOptions withCompaction(double share, long octetsPerSecond) {
    return new EmbeddedOptions(
        segmentOctets,
        firstSegmentOctets,
        smallBatchOctets,
        smallBatchesOctets,
        laneOctets,
        laneSyncOctets,
        checkpointOctets,
        reserveOctets,
        share,
        octetsPerSecond,
        idleRelease,
        background,
        random);
  }

  /// What a server uses.
  public static EmbeddedOptions defaults() {
    long heap = Runtime.getRuntime().maxMemory();
    return new EmbeddedOptions(
        64 * MIB,
        4 * MIB,
        MIB,
        Math.min(64L * MIB, heap / 16),
        1L << 30,
        8 * MIB,
        64L * MIB,
        512 * KIB,
        0.5,
        16L * MIB,
        Duration.ofMinutes(1),
        true,
        new SecureRandom());
  }

  /// Everything small and nothing in the background: what tests of faults want, repeatable.
  public static EmbeddedOptions forTests(RandomGenerator random) {
    return new EmbeddedOptions(
        32 * KIB,
        16 * KIB,
        8 * KIB,
        1L * MIB,
        256 * KIB,
        16 * KIB,
        16 * KIB,
        8 * KIB,
        0,
        1,
        Duration.ofMinutes(1),
        false,
        random);
  }
}
