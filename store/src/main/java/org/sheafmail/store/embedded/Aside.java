package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.DiskFullException;

/// Keeps files of a store as they are, under names with the time that nobody reads or removes.
final class Aside {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int COPY_OCTETS = 1 << 20;

  private final Disk disk;
  private final String stamp;
  private final List<String> damaged = new ArrayList<>();
  private final List<String> intact = new ArrayList<>();
  private final List<String> copies = new ArrayList<>();

  Aside(Disk disk, Instant now) throws IOException {
    this.disk = disk;
    this.stamp = unused(disk.list(), STAMP.format(now));
  }

  /// What an earlier repair of the same second has kept is not overwritten.
  private static String unused(List<String> present, String time) {
    String stamp = time;
    for (int i = 2; isUsed(present, stamp); i++) {
      stamp = time + "-" + i;
    }
    return stamp;
  }

  private static boolean isUsed(List<String> present, String stamp) {
    return present.stream()
        .anyMatch(
            name -> name.endsWith("-" + stamp) || name.endsWith("-" + stamp + FileNames.TEMPORARY));
  }

  /// The names of the files kept that are damaged.
  List<String> damaged() {
    return damaged;
  }

  /// The names of the others.
  List<String> intact() {
    return intact;
  }

  /// Keeps copies.
  ///
  /// @param names whether each file is damaged
  /// @throws DiskFullException if there is no room for all of them; none is made then
  void copy(Map<String, Boolean> names) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (String name : names.keySet()) {
      try (DiskFile file = disk.open(name)) {
        sizes.put(name, file.size());
      }
    }
    long octets = sizes.values().stream().mapToLong(Long::longValue).sum();
    long room = disk.usableSpace();
    if (octets > room) {
      throw new DiskFullException(
          "the disk has room for "
              + room
              + " octets, but "
              + octets
              + " are to be kept before anything is repaired");
    }
    for (Map.Entry<String, Long> entry : sizes.entrySet()) {
      String aside = keep(entry.getKey(), names.getOrDefault(entry.getKey(), true));
      copy(entry.getKey(), entry.getValue(), aside);
    }
    disk.syncDirectory();
  }

  /// Nothing was repaired: the originals are as they were, and the copies only take room.
  void takeBack(IOException why) {
    try {
      for (String copy : copies) {
        disk.delete(copy);
      }
      disk.syncDirectory();
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  private String keep(String name, boolean isDamaged) {
    String aside = name + (isDamaged ? ".damaged-" : ".kept-") + stamp;
    (isDamaged ? damaged : intact).add(aside);
    return aside;
  }

  private void copy(String name, long size, String aside) throws IOException {
    String temporary = aside + FileNames.TEMPORARY;
    try (DiskFile from = disk.open(name);
        DiskFile to = disk.create(temporary)) {
      ByteBuffer buffer = ByteBuffer.allocate(COPY_OCTETS);
      for (long position = 0; position < size; position += buffer.limit()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), size - position));
        from.read(position, buffer);
        to.write(position, buffer.flip());
      }
      to.sync();
    }
    disk.rename(temporary, aside);
    copies.add(aside);
  }

  /// Keeps a damaged file itself. The caller syncs the directory.
  void move(String name) throws IOException {
    disk.rename(name, keep(name, true));
  }
}
