package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;

/// The files bodies are in, journal files and lanes, that get no further octets: how large they
/// are, which of them the store can do without, and the one place where such a file is removed.
///
/// A file stands here for the location of its first octet ([BodyLocation#start]).
final class BodyFiles {
  private final Disk disk;
  private final Lanes lanes;
  private final LaneEnds laneEnds;
  private final Journal journal;
  private final Committer committer;
  private final Snapshots snapshots;
  private final BodyReaders readers;
  private final Poison poison;

  /// Sizes of sealed files, which do not change. Belongs to the one thread that compacts.
  private final Map<Long, Long> sizes = new HashMap<>();

  /// The file the journal ends in.
  private long journalEnd;

  BodyFiles(
      Disk disk,
      Lanes lanes,
      LaneEnds laneEnds,
      Journal journal,
      Committer committer,
      Snapshots snapshots,
      BodyReaders readers,
      Poison poison) {
    this.disk = disk;
    this.lanes = lanes;
    this.laneEnds = laneEnds;
    this.journal = journal;
    this.committer = committer;
    this.snapshots = snapshots;
    this.readers = readers;
    this.poison = poison;
  }

  /// The files that get no further octets, and their sizes.
  Map<Long, Long> sealed() throws IOException {
    AtomicLong sealedBelow = new AtomicLong();
    AtomicLong end = new AtomicLong();
    committer.pause(() -> {
      sealedBelow.set(journal.sealedBelow());
      end.set(journal.position().file());
    });
    journalEnd = end.get();
    Set<Long> sealedLanes = lanes.sealed();
    Map<Long, Long> sealed = new TreeMap<>();
    for (String name : disk.list()) {
      OptionalLong number = FileHeader.Kind.JOURNAL.number(name);
      if (number.isPresent() && number.getAsLong() < sealedBelow.get()) {
        long start = BodyLocation.inJournal(number.getAsLong(), 0);
        sealed.put(start, size(start, name));
      }
      number = FileHeader.Kind.LANE.number(name);
      if (number.isPresent() && sealedLanes.contains(number.getAsLong())) {
        long start = BodyLocation.inLane(number.getAsLong(), 0);
        sealed.put(start, size(start, name));
      }
    }
    sizes.keySet().retainAll(sealed.keySet());
    return sealed;
  }

  private long size(long start, String name) throws IOException {
    Long known = sizes.get(start);
    if (known != null) {
      return known;
    }
    try (DiskFile file = disk.open(name)) {
      long size = file.size();
      sizes.put(start, size);
      return size;
    }
  }

  /// Lanes that are waiting for a batch, and how much of each is in use.
  Map<Long, Long> waiting() {
    Map<Long, Long> waiting = new TreeMap<>();
    lanes.free().forEach((number, end) -> waiting.put(BodyLocation.inLane(number, 0), end));
    return waiting;
  }

  /// Sees to it that the file gets no further octets.
  ///
  /// @return false if it is in use
  boolean seal(long start) {
    return !BodyLocation.isLane(start) || lanes.seal(BodyLocation.file(start));
  }

  /// Whether the older generation of snapshots, or the journal after it, needs the file.
  boolean isNeededToOpen(long start) {
    JournalPosition from = snapshots.neededFrom();
    long number = BodyLocation.file(start);
    return BodyLocation.isLane(start)
        ? laneEnds.isToldOfFrom(number, from.lsn())
        : number >= from.file();
  }

  /// Whether the file is the one the journal ended in when last asked for sealed files.
  boolean isLastOfJournal(long start) {
    return !BodyLocation.isLane(start) && BodyLocation.file(start) == journalEnd;
  }

  /// Removes files no message has its octets in, for good. What somebody may need stays for another
  /// time: files that are needed to open the store, all while another process reads the store, and
  /// so many that too many would have to be kept open for readers.
  ///
  /// @return the files that are gone
  List<Long> remove(List<Long> unreferenced) throws IOException {
    poison.refuse();
    List<Long> leaving =
        unreferenced.stream()
            .filter(start -> !isNeededToOpen(start))
            .limit(readers.room())
            .toList();
    List<Long> gone = new ArrayList<>();
    try (Disk.@Nullable Removal removal = leaving.isEmpty() ? null : disk.tryRemoving()) {
      if (removal == null) {
        return gone;
      }
      readers.keep(leaving.stream().map(BodyLocation::fileName).toList());
      for (long start : leaving) {
        disk.delete(BodyLocation.fileName(start));
        gone.add(start);
        forget(start);
      }
      disk.syncDirectory();
    }
    readers.release();
    return gone;
  }

  private void forget(long start) {
    if (BodyLocation.isLane(start)) {
      lanes.removed(BodyLocation.file(start));
      laneEnds.removed(BodyLocation.file(start));
    }
  }
}
