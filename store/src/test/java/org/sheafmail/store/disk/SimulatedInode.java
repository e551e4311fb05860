package org.sheafmail.store.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// The octets of one file: what the kernel shows, what is on the platter, and, for each sector
/// written since the last sync, every content it had in between, any of which the platter may hold.
///
/// A sector is an array nobody changes once it is here, so that copies are cheap. A missing sector
/// is one of zeros.
final class SimulatedInode {
  static final int SECTOR = 512;

  private static final byte[] ZEROS = new byte[SECTOR];

  private final List<byte[]> current = new ArrayList<>();
  private final List<byte[]> durable = new ArrayList<>();

  /// By sector, the contents it had since the last sync, oldest first.
  private final TreeMap<Integer, List<byte[]>> pending = new TreeMap<>();

  private String name;
  private long size;
  private long durableSize;

  /// The least and the greatest size since the last sync.
  private long sizeLeast;

  private long sizeMost;

  SimulatedInode(String name) {
    this.name = name;
  }

  /// What the file is called now, or was last.
  String name() {
    return name;
  }

  void rename(String to) {
    name = to;
  }

  long size() {
    return size;
  }

  /// True if a loss of power could change anything.
  boolean isDirty() {
    return !pending.isEmpty() || sizeLeast != sizeMost;
  }

  int read(long position, ByteBuffer target) {
    if (position >= size) {
      return target.hasRemaining() ? -1 : 0;
    }
    int total = (int) Math.min(target.remaining(), size - position);
    for (int done = 0; done < total; ) {
      long at = position + done;
      int offset = (int) (at % SECTOR);
      int count = Math.min(SECTOR - offset, total - done);
      target.put(sector(current, (int) (at / SECTOR)), offset, count);
      done += count;
    }
    return total;
  }

  void write(long position, ByteBuffer source) {
    long at = position;
    while (source.hasRemaining()) {
      int offset = (int) (at % SECTOR);
      int count = Math.min(SECTOR - offset, source.remaining());
      int index = (int) (at / SECTOR);
      byte[] changed = sector(current, index).clone();
      source.get(changed, offset, count);
      put(index, changed);
      at += count;
    }
    resize(Math.max(size, at));
  }

  /// Writes zeros from the end of the file to `wanted`.
  void extend(long wanted) {
    for (int index = (int) (size / SECTOR); (long) index * SECTOR < wanted; index++) {
      put(index, sector(current, index));
    }
    resize(Math.max(size, wanted));
  }

  void truncate(long wanted) {
    if (wanted >= size) {
      return;
    }
    int first = (int) (wanted / SECTOR);
    for (int index = first; (long) index * SECTOR < size; index++) {
      byte[] cut = ZEROS;
      if (index == first && wanted % SECTOR != 0) {
        cut = Arrays.copyOf(Arrays.copyOf(sector(current, index), (int) (wanted % SECTOR)), SECTOR);
      }
      put(index, cut);
    }
    resize(wanted);
  }

  private void put(int index, byte[] content) {
    set(current, index, content);
    pending.computeIfAbsent(index, _ -> new ArrayList<>(1)).add(content);
  }

  private void resize(long wanted) {
    size = wanted;
    sizeLeast = Math.min(sizeLeast, wanted);
    sizeMost = Math.max(sizeMost, wanted);
  }

  /// What was written since the last sync is on the platter now; what an earlier failed sync lost
  /// is not.
  void sync() {
    for (int index : pending.keySet()) {
      set(durable, index, sector(current, index));
    }
    settle(size);
  }

  /// A sync that fails as Linux does it: any part may have reached the platter, and all pages count
  /// as clean, so that no later sync writes them. Whether they still show what was written depends
  /// on whether the kernel needed the memory.
  void failSync(Random random) {
    double share = share(random);
    boolean garbage = random.nextBoolean();
    boolean forgotten = random.nextBoolean();
    for (Map.Entry<Integer, List<byte[]>> entry : pending.entrySet()) {
      int index = entry.getKey();
      set(durable, index, survivor(index, entry.getValue(), share, garbage, random));
      if (forgotten) {
        set(current, index, sector(durable, index));
      }
    }
    settle(sizeAfterCrash(random));
    resize(size);
  }

  private void settle(long reached) {
    pending.clear();
    durableSize = reached;
    sizeLeast = reached;
    sizeMost = reached;
  }

  /// The file as it may be found after the power failed.
  SimulatedInode afterPowerCut(Random random) {
    double share = share(random);
    boolean garbage = random.nextBoolean();
    SimulatedInode found = new SimulatedInode(name);
    long foundSize = sizeAfterCrash(random);
    for (int index = 0; (long) index * SECTOR < foundSize; index++) {
      List<byte[]> versions = pending.get(index);
      byte[] content =
          versions == null
              ? sector(durable, index)
              : survivor(index, versions, share, garbage, random);
      long left = foundSize - (long) index * SECTOR;
      if (left < SECTOR) {
        content = Arrays.copyOf(Arrays.copyOf(content, (int) left), SECTOR);
      }
      set(found.current, index, content);
      set(found.durable, index, content);
    }
    found.size = foundSize;
    found.settle(foundSize);
    return found;
  }

  private long sizeAfterCrash(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> durableSize;
      case 1 -> size;
      default -> sizeLeast + (long) (random.nextDouble() * (sizeMost - sizeLeast + 1));
    };
  }

  /// What the platter holds of a sector with unsynced contents: what was there before, one of them,
  /// or the start of one and the end of another.
  private byte[] survivor(
      int index, List<byte[]> versions, double share, boolean garbage, Random random) {
    byte[] before = sector(durable, index);
    if (garbage && (long) index * SECTOR >= durableSize) {
      before = new byte[SECTOR];
      random.nextBytes(before);
    }
    byte[] one = pick(before, versions, share, random);
    if (random.nextInt(8) > 0) {
      return one;
    }
    byte[] torn = pick(before, versions, 0.5, random).clone();
    System.arraycopy(one, 0, torn, 0, random.nextInt(SECTOR));
    return torn;
  }

  private static byte[] pick(byte[] before, List<byte[]> versions, double share, Random random) {
    if (random.nextDouble() >= share) {
      return before;
    }
    return random.nextInt(4) > 0
        ? versions.getLast()
        : versions.get(random.nextInt(versions.size()));
  }

  private static byte[] sector(List<byte[]> sectors, int index) {
    return index < sectors.size() ? sectors.get(index) : ZEROS;
  }

  private static void set(List<byte[]> sectors, int index, byte[] content) {
    while (sectors.size() <= index) {
      sectors.add(ZEROS);
    }
    sectors.set(index, content);
  }

  /// How much of what was not synced survives: nothing, all or any share of it, each often enough
  /// to be met.
  private static double share(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> 0.5;
      default -> random.nextDouble();
    };
  }
}
