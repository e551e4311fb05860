package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// What a backup consists of (`docs/formats/backup.md`). The directory is a backup once this file
/// has its name.
///
/// @param number counts the backups made into the directory
/// @param time when it was begun
record Manifest(long number, Instant time, List<Entry> entries) {
  static final String FILE = "MANIFEST";

  /// The same once more: an octet that rots shall not take the way to all the others.
  static final String COPY = FILE + ".copy";

  private static final String MAGIC = "sheaf-backup";
  private static final int VERSION = 1;
  private static final Pattern SET_ASIDE = Pattern.compile(Pattern.quote(FILE) + "\\.b\\d+");

  /// One file.
  ///
  /// @param name what it is called in the store
  /// @param kept what it is called in the backup
  /// @param salt of its header; 0 if it has none
  /// @param octets of the store's file that count; what follows those kept are zeros
  /// @param length octets kept
  /// @param checksum of these
  record Entry(String name, String kept, long salt, long octets, long length, int checksum) {}

  Manifest {
    entries = List.copyOf(entries);
  }

  Optional<Entry> entry(String name) {
    return entries.stream().filter(entry -> entry.name.equals(name)).findFirst();
  }

  /// The manifest of a directory, if it is a backup. If it is damaged or gone the copy counts, and
  /// that is told.
  ///
  /// @throws NewerFormatException if a later version of the program wrote it
  /// @throws DamagedStoreException if neither is what was written
  static Optional<Manifest> read(Disk disk, Consumer<Finding> found) throws IOException {
    List<String> names = disk.list();
    if (!names.contains(COPY)) {
      return names.contains(FILE) ? Optional.of(read(disk, FILE)) : Optional.empty();
    }
    String what = FILE + " is missing";
    if (names.contains(FILE)) {
      try {
        return Optional.of(read(disk, FILE));
      } catch (DamagedStoreException e) {
        what = String.valueOf(e.getMessage());
      }
    }
    try {
      Manifest copy = read(disk, COPY);
      found.accept(Finding.note(FILE, -1, what + "; " + COPY + " is as good"));
      return Optional.of(copy);
    } catch (DamagedStoreException e) {
      throw new DamagedStoreException(what + "; " + e.getMessage(), e);
    }
  }

  /// The name of the manifest of a backup that is kept beside a later one.
  static String setAside(long number) {
    return FILE + ".b" + number;
  }

  static boolean isSetAside(String name) {
    return SET_ASIDE.matcher(name).matches();
  }

  /// A manifest that may have another name than that of the backup itself.
  static Manifest read(Disk disk, String name) throws IOException {
    try (DiskFile file = disk.open(name)) {
      ByteBuffer octets = ByteBuffer.allocate(Math.toIntExact(file.size()));
      file.read(0, octets);
      return parse(name, new String(octets.array(), StandardCharsets.UTF_8));
    }
  }

  private static Manifest parse(String name, String text) throws IOException {
    String[] first = text.split("\n", 2)[0].split(" ", -1);
    if (first.length != 2 || !first[0].equals(MAGIC)) {
      throw new DamagedStoreException(name + " does not begin as a manifest does");
    }
    List<String> lines = List.of(text.split("\n", -1));
    try {
      int version = Integer.parseInt(first[1]);
      if (version > VERSION) {
        throw new NewerFormatException(
            name + " has format " + version + "; this program knows up to " + VERSION);
      }
      String checked = lines.get(lines.size() - 2);
      int end = text.length() - checked.length() - 1;
      if (version < 1
          || !lines.getLast().isEmpty()
          || !checked.equals(last(text.substring(0, end)))) {
        throw new DamagedStoreException(name + " is not what was written");
      }
      List<Entry> entries = new ArrayList<>();
      for (String line : lines.subList(3, lines.size() - 2)) {
        entries.add(parseEntry(line.split(" ", -1)));
      }
      return new Manifest(
          Long.parseLong(field(name, lines.get(1), "number")),
          Instant.parse(field(name, lines.get(2), "time")),
          entries);
    } catch (IndexOutOfBoundsException | NumberFormatException | DateTimeParseException e) {
      throw new DamagedStoreException(name + " is not what was written", e);
    }
  }

  private static String field(String manifest, String line, String name)
      throws DamagedStoreException {
    if (!line.startsWith(name + " ")) {
      throw new DamagedStoreException(manifest + " is not what was written");
    }
    return line.substring(name.length() + 1);
  }

  private static Entry parseEntry(String[] fields) {
    return new Entry(
        fields[1],
        fields[2],
        Long.parseUnsignedLong(fields[3], 16),
        Long.parseLong(fields[4]),
        Long.parseLong(fields[5]),
        Integer.parseUnsignedInt(fields[6], 16));
  }

  private static String last(String before) {
    CRC32C crc = new CRC32C();
    crc.update(before.getBytes(StandardCharsets.UTF_8));
    return "end " + Long.toHexString(crc.getValue());
  }

  /// Puts the manifest into its place: from then on the directory is this backup. The copy comes
  /// after it, so that it is never ahead; until it is there, the files of the one before have to
  /// stay.
  void write(Disk disk) throws IOException {
    write(disk, FILE);
    write(disk, COPY);
  }

  /// Whether both are there, and are this one.
  boolean isWhole(Disk disk) throws IOException {
    for (String name : List.of(FILE, COPY)) {
      try {
        if (!disk.list().contains(name) || !equals(read(disk, name))) {
          return false;
        }
      } catch (DamagedStoreException e) {
        return false;
      }
    }
    return true;
  }

  void write(Disk disk, String name) throws IOException {
    StringBuilder text = new StringBuilder(MAGIC + " " + VERSION + "\n");
    text.append("number ").append(number).append('\n');
    text.append("time ").append(time).append('\n');
    for (Entry entry : entries) {
      text.append("file ").append(entry.name).append(' ').append(entry.kept).append(' ');
      text.append(Long.toHexString(entry.salt)).append(' ');
      text.append(entry.octets).append(' ').append(entry.length).append(' ');
      text.append(Integer.toHexString(entry.checksum)).append('\n');
    }
    text.append(last(text.toString())).append('\n');
    String temporary = FILE + FileNames.TEMPORARY;
    if (disk.list().contains(temporary)) {
      disk.delete(temporary);
    }
    try (DiskFile file = disk.create(temporary)) {
      file.write(0, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
      file.sync();
    }
    disk.rename(temporary, name);
    disk.syncDirectory();
  }
}
