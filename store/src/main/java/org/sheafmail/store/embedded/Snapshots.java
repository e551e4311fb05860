package org.sheafmail.store.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// Which snapshots there are, and which are still needed: those the last one refers to, and those
/// the last one before it that shares no file with it does. Two generations with no octet in
/// common, so that one which turns out damaged leaves another.
final class Snapshots {
  private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());

  /// With more files than this all of them are written again as one.
  private static final int FILES_MAX = 16;

  private final Disk disk;
  private final OpenFiles openFiles;
  private final SnapshotReader reader;

  /// The last snapshot; guarded, as are the others, by this object.
  private SnapshotRoot root = SnapshotRoot.NONE;

  /// The files the last snapshot needs, itself among them, and how long they are.
  private Map<Long, Long> sizes = new TreeMap<>();

  /// The files the earlier generation needs; none if there is no such generation.
  private Set<Long> previous = Set.of();

  /// The place in the journal from which on the earlier generation needs it: without one, all.
  private JournalPosition previousPosition = JournalPosition.START;

  Snapshots(Disk disk, OpenFiles openFiles, SnapshotReader reader) {
    this.disk = disk;
    this.openFiles = openFiles;
    this.reader = reader;
  }

  /// A snapshot whose root can be read, and that has all files it needs.
  record Candidate(long number, SnapshotRoot root) {}

  /// Those an opening may go on from, the last first.
  synchronized List<Candidate> candidates() throws IOException {
    NavigableSet<Long> present = present();
    List<Candidate> candidates = new ArrayList<>();
    for (long number : present.descendingSet()) {
      root(number, present, candidates.isEmpty())
          .ifPresent(found -> candidates.add(new Candidate(number, found)));
    }
    return candidates;
  }

  /// What tells of a candidate whether it is what was written.
  SnapshotProof proof() {
    return new SnapshotProof(reader);
  }

  /// The store goes on from a snapshot; the earlier generation is looked for among others.
  synchronized void use(Candidate used, List<Candidate> others) throws IOException {
    root = used.root;
    for (long file : needed(used.number, used.root)) {
      sizes.put(file, size(file));
    }
    for (Candidate other : others) {
      Set<Long> needed = needed(other.number, other.root);
      if (other.number < used.number && isApart(sizes.keySet(), needed)) {
        previous = needed;
        previousPosition = other.root.position();
        return;
      }
    }
  }

  /// Whether no octet that rots can spoil both.
  private static boolean isApart(Set<Long> needed, Set<Long> others) {
    return Collections.disjoint(needed, others);
  }

  private NavigableSet<Long> present() throws IOException {
    NavigableSet<Long> present = new TreeSet<>();
    for (String name : disk.list()) {
      FileHeader.Kind.SNAPSHOT.number(name).ifPresent(present::add);
    }
    return present;
  }

  private Optional<SnapshotRoot> root(long number, Set<Long> present, boolean isLast)
      throws IOException {
    try {
      SnapshotRoot found = reader.root(number);
      if (present.containsAll(needed(number, found))) {
        return Optional.of(found);
      }
      // One from between the two generations may be there for its chunks alone.
      LOG.log(
          isLast ? Level.WARNING : Level.DEBUG,
          "snapshot {0} is not used: one it needs is missing",
          number);
    } catch (DamagedStoreException e) {
      LOG.log(Level.WARNING, "a snapshot is not used: {0}", e.getMessage());
    }
    return Optional.empty();
  }

  private static Set<Long> needed(long number, SnapshotRoot root) {
    Set<Long> needed = root.filesNeeded();
    needed.add(number);
    return needed;
  }

  private long size(long number) throws IOException {
    try (DiskFile file = disk.open(FileNames.name(number, FileNames.SNAPSHOT))) {
      return file.size();
    }
  }

  /// The place in the journal up to which the last snapshot knows everything.
  synchronized JournalPosition position() {
    return root.position();
  }

  /// The place in the journal from which on it is needed: the older of the two generations knows
  /// everything before it. As long as there is only one, all of the journal is.
  synchronized JournalPosition neededFrom() {
    return previousPosition;
  }

  /// The files that a new snapshot may go on using: not those that are mostly waste, and none if
  /// there are too many.
  synchronized Set<Long> worthKeeping() {
    Map<Long, Long> live = new TreeMap<>();
    for (SnapshotRoot.StoredAccount account : root.accounts()) {
      account.usage().forEach((file, octets) -> live.merge(file, octets, Long::sum));
    }
    Set<Long> keep = new TreeSet<>();
    if (sizes.size() < FILES_MAX) {
      sizes.forEach((file, size) -> {
        if (live.getOrDefault(file, 0L) * 2 >= size) {
          keep.add(file);
        }
      });
    }
    return keep;
  }

  /// A new snapshot is durable. Removes what is no longer needed.
  synchronized void written(long number, SnapshotRoot written) throws IOException {
    Set<Long> needed = needed(number, written);
    if (isApart(needed, sizes.keySet())) {
      previous = Set.copyOf(sizes.keySet());
      previousPosition = root.position();
    }
    root = written;
    Map<Long, Long> before = sizes;
    sizes = new TreeMap<>();
    for (long file : needed) {
      Long known = before.get(file);
      sizes.put(file, known == null ? size(file) : known);
    }
    removeUnneeded();
  }

  /// Removes the files that neither of the two generations needs, unless somebody reads the store:
  /// then they go with the next snapshot.
  synchronized void removeUnneeded() throws IOException {
    try (Disk.Removal removal = disk.tryRemoving()) {
      if (removal == null) {
        return;
      }
      for (long file : present()) {
        if (!sizes.containsKey(file) && !previous.contains(file)) {
          String name = FileNames.name(file, FileNames.SNAPSHOT);
          openFiles.forget(name);
          disk.delete(name);
        }
      }
    }
  }
}
