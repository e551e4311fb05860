package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.state.AccountSalvage;

/// Copies a store, which may be in use, as it is at one place in its journal.
///
/// The end of the journal is found first. Whatever the store holds up to there lies in octets that
/// never change any more: snapshots, journal files up to that place, lanes up to the ends committed
/// before it. What is written behind these while they are copied is not looked at, and the store
/// removes nothing meanwhile. So the copy is consistent whenever which file is copied.
///
/// A file that the backup before has already, of the same name, salt and extent, is not copied
/// again. No file of that backup is touched before the manifest of the new one is durable: a backup
/// that is cut short leaves the one before it as it was.
///
/// What is damaged or gone is copied as far as it is there. If the backup before has another copy
/// of such a file, perhaps the last good one, the backup before is kept whole beside the new one.
public final class StoreBackup {
  private static final int BUFFER_OCTETS = 1 << 20;

  /// The end of a file that is compared before the copy there is of it is used again.
  private static final int COMPARED_OCTETS = 64 << 10;

  private final Disk source;
  private final Disk target;
  private final BackupDirectory directory;
  private final StoreCheck.Observer observer;
  private final @Nullable Manifest before;
  private final long number;
  private final List<Manifest.Entry> entries = new ArrayList<>();
  private final Set<String> copied = new HashSet<>();
  private final Set<String> reused = new HashSet<>();
  private final Set<String> damaged = new HashSet<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_OCTETS);
  private long octetsCopied;
  private long octetsReused;
  private long octetsAll;
  private long damages;

  /// What was done.
  ///
  /// @param files of the backup
  /// @param filesCopied of these; the others were there
  /// @param damages findings in what was copied: it was copied as it is
  public record Result(
      long files, long filesCopied, long octetsCopied, long octetsReused, long damages) {}

  /// The directory for a backup has something else in it.
  public static final class NotABackupException extends IOException {
    private static final long serialVersionUID = 1L;

    NotABackupException(String message) {
      super(message);
    }
  }

  private StoreBackup(Disk source, Disk target, StoreCheck.Observer observer) throws IOException {
    this.source = source;
    this.target = target;
    this.observer = observer;
    directory = new BackupDirectory(target, observer);
    before = directory.last();
    directory.removeAttempts(before);
    number = directory.nextNumber(before);
  }

  /// Makes a backup; both disks stay the caller's.
  ///
  /// @param source keeps its files in place meanwhile
  /// @param target owned by the caller; empty, or with a backup
  /// @param others further files to keep, by name
  /// @throws NotABackupException if `target` has something else in it
  /// @throws DamagedStoreException if the store cannot be read; the backup before is still there
  public static Result run(
      Disk source,
      Disk target,
      Map<String, byte[]> others,
      Instant now,
      StoreCheck.Observer observer)
      throws IOException {
    return new StoreBackup(source, target, observer).run(others, now);
  }

  private void found(Finding finding) {
    if (finding.kind() == Finding.Kind.DAMAGE) {
      damages++;
      damaged.add(finding.file());
      observer.found(finding);
    }
  }

  private Result run(Map<String, byte[]> others, Instant now) throws IOException {
    boolean orphans = before == null && directory.hasUnlisted();
    try {
      copyAll(others);
      if (orphans && damages > 0) {
        throw new DamagedStoreException(
            target
                + " holds copies but no "
                + Manifest.FILE
                + ", and they may be the last good ones of what is damaged now: they stay as they"
                + " are; make this backup to another directory");
      }
    } catch (IOException e) {
      removeThisOne(e);
      throw e;
    }
    target.syncDirectory();
    Manifest manifest = new Manifest(number, now, entries);
    setAsideIfBetter();
    manifest.write(target);
    directory.removeUnlisted(manifest);
    return new Result(entries.size(), copied.size(), octetsCopied, octetsReused, damages);
  }

  /// What stays of an attempt is removed by the next one, if that can tell.
  private void removeThisOne(IOException reason) {
    if (before == null) {
      try {
        directory.removeCopies(number);
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }

  private void copyAll(Map<String, byte[]> others) throws IOException {
    OpenFiles openFiles = new OpenFiles(source);
    try {
      Survey survey = new Survey(source, openFiles, this::found);
      survey.run();
      if (!survey.isSound()) {
        throw new DamagedStoreException(
            "the store is damaged and cannot be copied as a whole; see sheaf check");
      }
      Map<String, Long> extents = extents(survey);
      octetsAll = extents.values().stream().mapToLong(Long::longValue).sum();
      for (Map.Entry<String, Long> file : extents.entrySet()) {
        keep(file.getKey(), file.getValue());
      }
      others.forEach(this::requirePlainName);
      for (Map.Entry<String, byte[]> other : others.entrySet()) {
        write(other.getKey(), other.getValue());
      }
      verify(survey);
    } finally {
      openFiles.close();
    }
  }

  private void requirePlainName(String name, byte[] octets) {
    if (name.isEmpty() || name.contains(" ") || name.contains("\n")) {
      throw new IllegalArgumentException("not the name of a file to keep: " + name);
    }
  }

  /// The files that make up the store, and how many octets of each count.
  private Map<String, Long> extents(Survey survey) throws IOException {
    Map<String, Long> extents = new TreeMap<>();
    Map<Long, Long> laneEnds = survey.laneEnds();
    for (String name : source.list()) {
      OptionalLong journal = FileHeader.Kind.JOURNAL.number(name);
      OptionalLong lane = FileHeader.Kind.LANE.number(name);
      OptionalLong snapshot = FileHeader.Kind.SNAPSHOT.number(name);
      if (journal.isPresent() && journal.getAsLong() < survey.end().file()) {
        extents.put(name, size(name));
      } else if (journal.isPresent() && journal.getAsLong() == survey.end().file()) {
        extents.put(name, survey.end().position());
      } else if (lane.isPresent() && laneEnds.containsKey(lane.getAsLong())) {
        extents.put(name, laneEnds.get(lane.getAsLong()));
      } else if (snapshot.isPresent() && survey.needs(snapshot.getAsLong())) {
        extents.put(name, size(name));
      }
    }
    return extents;
  }

  private long size(String name) throws IOException {
    try (DiskFile file = source.open(name)) {
      return file.size();
    }
  }

  /// Copies a file, or finds it in the backup before.
  private void keep(String name, long octets) throws IOException {
    try (DiskFile from = source.open(name)) {
      long salt = FileHeader.saltAsFound(from);
      Manifest.Entry known = before == null ? null : before.entry(name).orElse(null);
      if (known != null
          && known.salt() == salt
          && known.octets() == octets
          && isAsKept(from, known)) {
        entries.add(known);
        reused.add(name);
        octetsReused += known.length();
      } else {
        copy(name, from, salt, octets);
      }
    }
    observer.progress(octetsCopied + octetsReused, octetsAll);
  }

  /// Compares the end of the file with that of the copy, which must be what was written then.
  private boolean isAsKept(DiskFile from, Manifest.Entry known) throws IOException {
    if (!target.list().contains(known.kept())) {
      return false;
    }
    try (DiskFile kept = target.open(known.kept())) {
      int count = (int) Math.min(COMPARED_OCTETS, known.length());
      ByteBuffer here = ByteBuffer.allocate(count);
      ByteBuffer there = ByteBuffer.allocate(count);
      from.read(known.length() - count, here);
      kept.read(known.length() - count, there);
      return here.flip().equals(there.flip()) && isAsWritten(kept, known);
    }
  }

  /// A copy that has rotted is named, and made again by the caller.
  private boolean isAsWritten(DiskFile kept, Manifest.Entry known) throws IOException {
    CRC32C crc = new CRC32C();
    for (long position = 0; position < known.length(); position += buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER_OCTETS, known.length() - position));
      kept.read(position, buffer);
      crc.update(buffer.rewind());
    }
    boolean sound = kept.size() == known.length() && (int) crc.getValue() == known.checksum();
    if (!sound) {
      observer.found(
          Finding.note(
              known.kept(), -1, "the copy in the backup was not what was written; copied again"));
    }
    return sound;
  }

  private void copy(String name, DiskFile from, long salt, long octets) throws IOException {
    String kept = name + ".b" + number;
    CRC32C crc = new CRC32C();
    long length = withoutZeros(from, octets);
    try (DiskFile to = target.create(kept)) {
      for (long position = 0; position < length; position += buffer.limit()) {
        buffer.clear().limit((int) Math.min(BUFFER_OCTETS, length - position));
        if (from.read(position, buffer) < buffer.limit()) {
          throw new DamagedStoreException(name + " became shorter while it was copied");
        }
        crc.update(buffer.flip());
        to.write(position, buffer.rewind());
        octetsCopied += buffer.limit();
        observer.progress(octetsCopied + octetsReused, octetsAll);
      }
      to.sync();
    }
    copied.add(name);
    entries.add(new Manifest.Entry(name, kept, salt, octets, length, (int) crc.getValue()));
  }

  /// How long the file is without the zeros at its end: a journal file has many, made ahead.
  private long withoutZeros(DiskFile from, long octets) throws IOException {
    long end = octets;
    while (end > FileHeader.OCTETS) {
      int count = (int) Math.min(BUFFER_OCTETS, end);
      buffer.clear().limit(count);
      if (from.read(end - count, buffer) < count) {
        throw new DamagedStoreException("a file became shorter while it was copied");
      }
      int last = count - 1;
      while (last >= 0 && buffer.get(last) == 0) {
        last--;
      }
      if (last >= 0) {
        return Math.min(octets, Frame.align(end - count + last + 1, Frame.SECTOR));
      }
      end -= count;
    }
    return Math.min(octets, FileHeader.OCTETS);
  }

  private void write(String name, byte[] octets) throws IOException {
    String kept = name + ".b" + number;
    try (DiskFile to = target.create(kept)) {
      to.write(0, ByteBuffer.wrap(octets));
      to.sync();
    }
    copied.add(name);
    octetsCopied += octets.length;
    int checksum = Checksum.of(ByteBuffer.wrap(octets));
    entries.add(new Manifest.Entry(name, kept, 0, octets.length, octets.length, checksum));
  }

  /// Looks at the messages in the files that were copied, and for those in files that are gone.
  private void verify(Survey survey) throws IOException {
    try (BodySurvey bodies = new BodySurvey(source, this::found, _ -> {}).except(reused)) {
      for (AccountSalvage account : survey.accounts().values()) {
        bodies.read(account.state());
      }
    }
  }

  /// Keeps the backup before beside the new one, if it has a copy of its own of what is damaged.
  private void setAsideIfBetter() throws IOException {
    if (before == null
        || before.entries().stream()
            .noneMatch(entry -> damaged.contains(entry.name()) && !entries.contains(entry))) {
      return;
    }
    directory.setAside(before);
  }
}
