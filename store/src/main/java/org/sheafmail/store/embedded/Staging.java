package org.sheafmail.store.embedded;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.StoreFull;
import org.sheafmail.store.disk.Disk;

/// What appends share until they commit: memory, lanes, and the room on the disk.
final class Staging {
  /// The file system is asked for its room once for so many octets.
  static final long ROOM_ASKED_OCTETS = 1 << 20;

  private final Disk disk;
  private final EmbeddedOptions options;
  private final Lanes lanes;
  private final Background background;
  private final Poison poison;
  private final MemoryBudget budget;

  Staging(Disk disk, EmbeddedOptions options, Lanes lanes, Background background, Poison poison) {
    this.disk = disk;
    this.options = options;
    this.lanes = lanes;
    this.background = background;
    this.poison = poison;
    this.budget = new MemoryBudget(options.smallBatchesOctets());
  }

  Poison poison() {
    return poison;
  }

  MemoryBudget budget() {
    return budget;
  }

  int smallBatchOctets() {
    return options.smallBatchOctets();
  }

  /// Bodies in a lane of their own.
  LaneBodies takeLane() throws IOException {
    LaneBodies bodies = new LaneBodies(lanes, background, poison, options.laneSyncOctets());
    background.run("making a lane ahead of time", lanes::prepare);
    return bodies;
  }

  /// Why a message of that size cannot be taken, or `null`. Journal files made ahead are not
  /// counted: they are what is left for everything else.
  @Nullable StoreFull fullFor(long size) {
    long usable;
    try {
      usable = disk.usableSpace();
    } catch (IOException e) {
      return null; // Not known; a write will tell.
    }
    return usable < size + options.reserveOctets()
        ? new StoreFull("the disk has " + usable + " octets left")
        : null;
  }
}
