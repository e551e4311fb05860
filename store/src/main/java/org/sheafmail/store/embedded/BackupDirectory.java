package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.Disk;

/// The directory backups are made to: which of its files belong to one, and which may go.
///
/// Nothing goes that may be the last copy of something: what no manifest names is removed only
/// while there is a sound manifest, and none whose list of files cannot be read.
final class BackupDirectory {
  private static final Pattern KEPT = Pattern.compile(".+\\.b(\\d{1,18})");

  private final Disk disk;
  private final StoreCheck.Observer observer;

  BackupDirectory(Disk disk, StoreCheck.Observer observer) {
    this.disk = disk;
    this.observer = observer;
  }

  /// The last backup; `null` if there is no complete one.
  ///
  /// @throws StoreBackup.NotABackupException if there is something else
  @Nullable Manifest last() throws IOException {
    Manifest last;
    try {
      last = Manifest.read(disk, observer::found).orElse(null);
    } catch (DamagedStoreException e) {
      throw new DamagedStoreException(
          e.getMessage()
              + "; move MANIFEST and MANIFEST.copy away, and the next backup copies everything anew",
          e);
    }
    if (last == null && disk.list().stream().anyMatch(name -> !isOurs(name))) {
      throw new StoreBackup.NotABackupException(disk + " is not empty and holds no backup");
    }
    return last;
  }

  private static boolean isOurs(String name) {
    return KEPT.matcher(name).matches()
        || name.equals(Manifest.FILE)
        || name.equals(Manifest.COPY)
        || name.equals(Manifest.FILE + FileNames.TEMPORARY);
  }

  /// A number that no file here has, whatever made it.
  long nextNumber(@Nullable Manifest last) throws IOException {
    long highest = last == null ? 0 : last.number();
    for (String name : disk.list()) {
      Matcher kept = KEPT.matcher(name);
      if (kept.matches()) {
        highest = Math.max(highest, Long.parseLong(kept.group(1)));
      }
    }
    return highest + 1;
  }

  /// Whether there are copies that no manifest names.
  boolean hasUnlisted() throws IOException {
    return !unlisted(null).isEmpty();
  }

  /// Keeps a backup beside the one that takes its place.
  void setAside(Manifest before) throws IOException {
    String name = Manifest.setAside(before.number());
    before.write(disk, name);
    observer.found(
        Finding.note(
            name, -1, "the backup before is kept, it may have a better copy of what is damaged"));
  }

  /// Removes what an attempt that was cut short has left: perhaps all of the backup before, if only
  /// the name of the new manifest was not durable yet, which it has to be first. Without a manifest
  /// nobody can tell that from a backup that has lost it: all stays until there is another.
  void removeAttempts(@Nullable Manifest last) throws IOException {
    disk.syncDirectory();
    if (last == null) {
      return;
    }
    if (!last.isWhole(disk)) {
      last.write(disk);
    }
    if (disk.list().contains(Manifest.setAside(last.number()))) {
      disk.delete(Manifest.setAside(last.number()));
    }
    if (unreadable().isEmpty()) {
      remove(unlisted(last));
    }
  }

  /// Removes what belongs to no backup any more, or never did.
  void removeUnlisted(@Nullable Manifest last) throws IOException {
    List<String> unreadable = unreadable();
    for (String name : unreadable) {
      observer.found(
          Finding.note(
              name,
              -1,
              "is not what was written, and nobody knows which files are that backup's: none is"
                  + " removed any more until it is moved away"));
    }
    if (unreadable.isEmpty()) {
      remove(unlisted(last));
    }
  }

  /// Removes the copies of one attempt, which nothing names yet.
  void removeCopies(long number) throws IOException {
    remove(disk.list().stream().filter(name -> name.endsWith(".b" + number)).toList());
  }

  private void remove(List<String> names) throws IOException {
    for (String name : names) {
      disk.delete(name);
    }
    if (!names.isEmpty()) {
      disk.syncDirectory();
    }
  }

  /// The manifests that were set aside and are not what was written.
  private List<String> unreadable() throws IOException {
    List<String> unreadable = new ArrayList<>();
    for (String name : disk.list()) {
      if (Manifest.isSetAside(name) && readSetAside(name).isEmpty()) {
        unreadable.add(name);
      }
    }
    return unreadable;
  }

  private List<String> unlisted(@Nullable Manifest last) throws IOException {
    Set<String> listed = new HashSet<>();
    if (last != null) {
      last.entries().forEach(entry -> listed.add(entry.kept()));
    }
    for (String name : disk.list()) {
      if (Manifest.isSetAside(name)) {
        listed.add(name);
        readSetAside(name)
            .ifPresent(manifest -> manifest.entries().forEach(entry -> listed.add(entry.kept())));
      }
    }
    return disk.list().stream()
        .filter(name -> KEPT.matcher(name).matches() && !listed.contains(name))
        .toList();
  }

  private Optional<Manifest> readSetAside(String name) throws IOException {
    try {
      return Optional.of(Manifest.read(disk, name));
    } catch (DamagedStoreException e) {
      return Optional.empty();
    }
  }
}
