package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.state.AccountReplay;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.Transaction;
import org.sheafmail.store.state.TransactionCodec;

/// Finds out what a store holds when it is opened: what the last snapshot knows, and what the
/// journal tells since.
///
/// Nothing on the disk is changed before all of the journal has been read and found sound; every
/// step after that may be cut short by a power failure and is done again by the next opening.
///
/// rfc3502/crash: a batch whose record is whole is there; any other never was.
final class Recovery {
  private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

  private final Disk disk;
  private final StoreFiles files;
  private final Snapshots snapshots;
  private final Accounts accounts;
  private final LaneEnds laneEnds;
  private final Set<Long> lanes = new TreeSet<>();
  private long octetsRead;

  Recovery(Disk disk, StoreFiles files, Snapshots snapshots, Accounts accounts, LaneEnds laneEnds) {
    this.disk = disk;
    this.files = files;
    this.snapshots = snapshots;
    this.accounts = accounts;
    this.laneEnds = laneEnds;
  }

  /// Does all of it.
  ///
  /// @return the end of the journal
  JournalPosition run() throws IOException {
    JournalPosition end = find(JournalReader::recover);
    tidy();
    return end;
  }

  /// Finds out the same and leaves everything as it is. The store may be in use: then this is what
  /// it held at one moment after the call.
  ///
  /// @return the end of the journal
  JournalPosition look() throws IOException {
    return find(JournalReader::read);
  }

  /// One of the two ways to read the journal.
  private interface Reading {
    JournalPosition run(JournalReader journal, JournalPosition start, JournalReader.Frames frames)
        throws IOException;
  }

  /// Goes on from the last snapshot. If something in that is damaged, from an earlier one, which
  /// with the journal since then tells the same ([1]), or from the first frame of the journal. If
  /// there is too little left for that, from the last one all the same: who asks for what is
  /// damaged is refused then, and all others have their mail.
  ///
  /// 1. The journal must reach as far as the damaged snapshot did: else what it knew is lost.
  private JournalPosition find(Reading reading) throws IOException {
    readHeaders();
    List<Snapshots.Candidate> candidates = snapshots.candidates();
    for (Snapshots.Candidate candidate : candidates) {
      files.found(candidate.root().lastFile());
    }
    List<Snapshots.Candidate> sound = new ArrayList<>(candidates);
    SnapshotProof proof = snapshots.proof();
    String damage = null;
    while (!sound.isEmpty()) {
      Optional<String> found = proof.damageIn(sound.getFirst().root());
      if (found.isEmpty()) {
        break;
      }
      damage = damage == null ? found.get() : damage;
      sound.removeFirst();
    }
    if (damage == null) {
      refuseWithoutJournal(candidates);
      return read(reading, sound, 1);
    }
    LOG.log(Level.WARNING, "a snapshot is not used: {0}", damage);
    return findWithout(damage, reading, sound, candidates);
  }

  private JournalPosition findWithout(
      String damage,
      Reading reading,
      List<Snapshots.Candidate> sound,
      List<Snapshots.Candidate> candidates)
      throws IOException {
    long safe = candidates.getFirst().root().position().lsn();
    List<List<Snapshots.Candidate>> starts = new ArrayList<>();
    if (!sound.isEmpty()) {
      starts.add(sound);
    }
    starts.add(List.of());
    for (List<Snapshots.Candidate> start : starts) {
      try {
        JournalPosition end = read(reading, start, safe);
        LOG.log(
            Level.WARNING,
            "nothing is lost by that: {0} and the journal since then tell the same",
            start.isEmpty() ? "the first frame" : name(start.getFirst()));
        return end;
      } catch (DamagedStoreException | FileNotFoundException e) {
        LOG.log(Level.WARNING, "it cannot be done without it: {0}", e.getMessage());
      }
    }
    LOG.log(
        Level.ERROR,
        "{0}; whoever asks for it is refused, until \"sheaf check --repair\" has saved what can be",
        damage);
    return read(reading, candidates, 1);
  }

  private static String name(Snapshots.Candidate candidate) {
    return FileNames.name(candidate.number(), FileNames.SNAPSHOT);
  }

  /// Reads all there is from the first of these snapshots on, or from the first frame if there is
  /// none.
  private JournalPosition read(Reading reading, List<Snapshots.Candidate> from, long safe)
      throws IOException {
    accounts.clear();
    laneEnds.clear();
    octetsRead = 0;
    SnapshotRoot root = from.isEmpty() ? SnapshotRoot.NONE : from.getFirst().root();
    accounts.found(root.accounts());
    laneEnds.found(root.laneEnds(), root.position().lsn());
    JournalPosition end =
        reading.run(new JournalReader(disk).reachingTo(safe), root.position(), this::replay);
    if (!from.isEmpty()) {
      snapshots.use(from.getFirst(), from);
    }
    return end;
  }

  private void readHeaders() throws IOException {
    for (String name : disk.list()) {
      for (FileHeader.Kind kind : FileHeader.Kind.values()) {
        OptionalLong number = kind.number(name);
        if (number.isPresent()) {
          files.found(number.getAsLong());
          refuseNewer(name, kind, number.getAsLong());
        }
      }
    }
  }

  /// Before anything is changed. A header that is damaged matters only to who needs the file.
  private void refuseNewer(String name, FileHeader.Kind kind, long number) throws IOException {
    try (DiskFile file = disk.open(name)) {
      FileHeader.read(file, kind, number);
    } catch (DamagedStoreException | FileNotFoundException e) {
      LOG.log(Level.DEBUG, "a header cannot be read", e);
    }
  }

  /// A store that has had a snapshot has had a journal: without either it is not empty but lost.
  private void refuseWithoutJournal(List<Snapshots.Candidate> candidates) throws IOException {
    List<String> names = disk.list();
    if (candidates.isEmpty()
        && names.stream().anyMatch(name -> FileHeader.Kind.SNAPSHOT.number(name).isPresent())
        && names.stream().noneMatch(name -> FileHeader.Kind.JOURNAL.number(name).isPresent())) {
      throw new DamagedStoreException("no snapshot can be used and all of the journal is missing");
    }
  }

  /// Octets of the journal that no snapshot has.
  long octetsRead() {
    return octetsRead;
  }

  /// The lanes that have something in them.
  Set<Long> lanes() {
    return lanes;
  }

  private void replay(Frame frame, ByteBuffer record, long location) throws IOException {
    if (frame.type() != Frame.TRANSACTION) {
      throw new NewerFormatException(
          BodyLocation.fileName(location) + " has a frame of unknown type " + frame.type());
    }
    try {
      Transaction transaction = TransactionCodec.read(record, this::readBatch);
      AccountCell cell = accounts.find(transaction.account());
      if (cell == null) {
        cell = new AccountCell(AccountState.empty(transaction.account()));
      }
      cell.recover(AccountReplay.apply(cell.state(), transaction));
      accounts.changed(cell);
      octetsRead += frame.octets() + laneEnds.committed(transaction, frame.lsn() + 1);
    } catch (CorruptException e) {
      throw new DamagedStoreException(
          BodyLocation.fileName(location) + ", frame " + frame.lsn() + ": " + e.getMessage(), e);
    }
  }

  private Batch readBatch(Batch.Stored place) throws IOException {
    String name = BodyLocation.fileName(place.location());
    ByteBuffer table = ByteBuffer.allocate(place.length());
    try (DiskFile lane = disk.open(name)) {
      lane.read(BodyLocation.position(place.location()), table);
    }
    if (table.hasRemaining() || Checksum.of(table.flip()) != place.checksum()) {
      throw new DamagedStoreException(
          name
              + " is damaged: the table of a batch at octet "
              + BodyLocation.position(place.location())
              + " is not what was stored");
    }
    return Batch.read(new RecordReader(table));
  }

  /// Cuts off what no batch refers to and removes what nothing needs; lanes another opening, if
  /// somebody reads the store.
  private void tidy() throws IOException {
    Map<Long, Long> ends = laneEnds.all();
    ends.keySet().forEach(files::found);
    try (Disk.Removal removal = disk.tryRemoving()) {
      for (String name : disk.list()) {
        OptionalLong lane = FileHeader.Kind.LANE.number(name);
        long end = lane.isPresent() ? ends.getOrDefault(lane.getAsLong(), 0L) : 0;
        if (end > 0) {
          cut(name, end);
          lanes.add(lane.getAsLong());
        } else if ((lane.isPresent() && removal != null) || name.endsWith(FileNames.TEMPORARY)) {
          disk.delete(name);
        }
      }
    }
    // The others were removed since the snapshot was written.
    ends.keySet().stream().filter(lane -> !lanes.contains(lane)).forEach(laneEnds::removed);
    snapshots.removeUnneeded();
    disk.syncDirectory();
  }

  private void cut(String lane, long end) throws IOException {
    try (DiskFile file = disk.open(lane)) {
      if (file.size() < end) {
        throw new DamagedStoreException(
            lane + " ends at " + file.size() + ", but was safe up to " + end);
      }
      if (file.size() > end) {
        file.truncate(end);
      }
    }
  }
}
