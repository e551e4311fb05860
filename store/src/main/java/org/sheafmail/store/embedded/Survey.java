package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.state.AccountSalvage;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.Transaction;
import org.sheafmail.store.state.TransactionCodec;

/// What can be known of a store, sound or not, without changing it.
///
/// It starts from the newest snapshot of which everything can be read, or from nothing if there is
/// none, and reads the journal from there on, as an opening does. If that does not work out it
/// takes what it can get: of the newest snapshot what can be read, and of the journal likewise
/// ([JournalSalvage]). What is lost in the snapshot is looked for in those before it and in the
/// frames from which it was made, as far as they are still there; large batches whose frame is lost
/// in the lanes ([LaneSalvage]).
final class Survey {
  private final Disk disk;
  private final Consumer<Finding> findings;
  private final SnapshotSurvey snapshots;
  private final SurveyedAccounts accounts;
  private LaneEnds laneEnds = new LaneEnds();
  private Map<Long, Long> startLaneEnds = Map.of();
  private JournalPosition start = JournalPosition.START;
  private long lastFile;
  private Set<Long> needed = Set.of();
  private JournalPosition end = JournalPosition.START;
  private long frames;
  private boolean sound;

  /// Whether a record of the snapshot it started from is lost, or all of that.
  private boolean snapshotLost;

  /// Whether frames of the journal are lost.
  private boolean framesLost;

  /// What an opening would say.
  private String why = "";

  Survey(Disk disk, OpenFiles openFiles, Consumer<Finding> findings) throws IOException {
    this.disk = disk;
    this.findings = findings;
    SnapshotReader reader = new SnapshotReader(disk, openFiles);
    accounts = new SurveyedAccounts(reader);
    snapshots = new SnapshotSurvey(disk, reader, findings);
  }

  /// Finds out all there is.
  void run() throws IOException {
    snapshots.run();
    SnapshotSurvey.Usable newest = snapshots.newestSound();
    if (readsOn(newest) && newest == null && frames == 0 && snapshots.isAnyPresent()) {
      why = "no snapshot can be used and all of the journal is missing";
      sound = false; // There was a journal once, and nothing of it is left.
    }
    if (!sound) {
      salvage(snapshots.best());
    }
    checkLanes();
  }

  /// Starts from a snapshot, or from nothing.
  private void begin(SnapshotSurvey.@Nullable Usable from) throws IOException {
    laneEnds = new LaneEnds();
    frames = 0;
    snapshotLost = false;
    startLaneEnds = Map.of();
    start = JournalPosition.START;
    needed = new TreeSet<>();
    if (from != null) {
      snapshotLost = !from.isSound();
      needed.add(from.number());
      needed.addAll(from.root().filesNeeded());
      start = from.root().position();
      lastFile = Math.max(lastFile, from.root().lastFile());
      startLaneEnds = from.root().laneEnds();
      laneEnds.found(from.root().laneEnds(), start.lsn());
      accounts.load(from);
    }
  }

  /// Reads the journal as an opening does.
  ///
  /// @return false if that fails
  private boolean readsOn(SnapshotSurvey.@Nullable Usable from) throws IOException {
    accounts.clear();
    begin(from);
    try {
      end = new JournalReader(disk).reachingTo(snapshots.safeLsn()).read(start, this::replay);
      sound = true;
    } catch (DamagedStoreException | FileNotFoundException e) {
      why = String.valueOf(e.getMessage());
      sound = false;
    }
    return sound;
  }

  private void replay(Frame frame, ByteBuffer record, long location) throws IOException {
    if (frame.type() != Frame.TRANSACTION) {
      throw new NewerFormatException(
          BodyLocation.fileName(location) + " has a frame of unknown type " + frame.type());
    }
    try {
      Transaction transaction = TransactionCodec.read(record, this::readBatch);
      AccountSalvage account = accounts.account(transaction.account());
      account.apply(transaction);
      if (!account.isComplete()) {
        throw new DamagedStoreException("frame " + frame.lsn() + " does not fit");
      }
      laneEnds.committed(transaction, end.lsn());
      frames++;
    } catch (CorruptException e) {
      throw new DamagedStoreException("frame " + frame.lsn() + ": " + e.getMessage(), e);
    }
  }

  private Batch readBatch(Batch.Stored place) throws IOException {
    ByteBuffer table = ByteBuffer.allocate(place.length());
    try (DiskFile lane = disk.open(BodyLocation.fileName(place.location()))) {
      lane.read(BodyLocation.position(place.location()), table);
    }
    if (table.hasRemaining() || Checksum.of(table.flip()) != place.checksum()) {
      throw new DamagedStoreException(
          BodyLocation.fileName(place.location()) + " has a damaged list of messages");
    }
    return Batch.read(new RecordReader(table));
  }

  /// Takes what can be got.
  private void salvage(SnapshotSurvey.@Nullable Usable from) throws IOException {
    accounts.clear();
    LaneSalvage lanes = new LaneSalvage(disk, findings);
    Takers takers = new Takers(lanes);
    if (from != null && !from.isSound()) {
      readBefore(from, takers);
    }
    begin(from);
    List<Finding> found = new ArrayList<>();
    JournalSalvage journal = new JournalSalvage(disk, found::add, takers);
    long lsn = journal.run(start);
    framesLost = journal.isAnyLost();
    if (from == null && snapshots.isAnyPresent()) {
      snapshotLost = true;
      accounts.byNumber().values().forEach(AccountSalvage::restoreAll);
    }
    end = new JournalPosition(start.file(), start.position(), lsn);
    if (found.isEmpty()) {
      found.add(Finding.damage("", -1, why));
    }
    found.forEach(findings);
    leaveOutWhatIsGone();
    searchLanes(lanes);
  }

  /// What earlier snapshots and the frames before the snapshot tell of what is lost in it. None of
  /// that need be there any more, so that nothing is found to be damaged by it.
  private void readBefore(SnapshotSurvey.Usable from, Takers takers) throws IOException {
    JournalPosition position = JournalPosition.START;
    for (SnapshotSurvey.Usable earlier : snapshots.before(from)) {
      new JournalSalvage(disk, _ -> {}, takers).run(position, earlier.root().position());
      accounts.load(earlier);
      position = earlier.root().position();
    }
    new JournalSalvage(disk, _ -> {}, takers).run(position, from.root().position());
  }

  private final class Takers implements JournalSalvage.Takers {
    private final LaneSalvage lanes;

    Takers(LaneSalvage lanes) {
      this.lanes = lanes;
    }

    @Override
    public void transaction(Transaction transaction) throws IOException {
      accounts.account(transaction.account()).apply(transaction);
      lanes.known(transaction);
      laneEnds.committed(transaction, end.lsn());
      frames++;
    }

    @Override
    public void stray(long number, Batch batch) {
      accounts.account(number).addStray(batch);
    }
  }

  private void leaveOutWhatIsGone() throws IOException {
    Set<String> present = new HashSet<>(disk.list());
    Map<String, Long> gone = new TreeMap<>();
    LongPredicate isThere =
        location -> {
          boolean there =
              location == BodyLocation.LOST || present.contains(BodyLocation.fileName(location));
          if (!there) {
            gone.merge(BodyLocation.fileName(location), 1L, Long::sum);
          }
          return there;
        };
    for (AccountSalvage account : accounts.byNumber().values()) {
      account.leaveOut(isThere);
    }
    gone.forEach((name, count) ->
        findings.accept(
            Finding.note(
                name,
                -1,
                "the file is gone; "
                    + LaneSalvage.count(count)
                    + " once in it, expunged perhaps or moved, cannot be listed")));
  }

  private void searchLanes(LaneSalvage lanes) throws IOException {
    if (!isAnythingLost()) {
      return;
    }
    for (String name : disk.list().stream().sorted().toList()) {
      OptionalLong lane = FileHeader.Kind.LANE.number(name);
      if (lane.isPresent()) {
        long known = snapshotLost ? 0 : startLaneEnds.getOrDefault(lane.getAsLong(), 0L);
        lanes.read(lane.getAsLong(), Math.max(FileHeader.OCTETS, known));
      }
    }
    lanes.giveTo(accounts);
  }

  private void checkLanes() throws IOException {
    for (Map.Entry<Long, Long> lane : laneEnds.all().entrySet()) {
      String name = FileNames.lane(lane.getKey());
      try (DiskFile file = disk.open(name)) {
        if (file.size() < lane.getValue()) {
          findings.accept(
              Finding.damage(
                  name,
                  file.size(),
                  "the file ends here, but was safe up to octet " + lane.getValue()));
        }
      } catch (FileNotFoundException e) {
        // Removed since the snapshot was written, unless messages are missing.
      }
    }
  }

  /// Whether the snapshot it started from is in a file, in part at least.
  boolean needs(long snapshot) {
    return needed.contains(snapshot);
  }

  /// Whether something was stored that is not known any more.
  boolean isAnythingLost() {
    return snapshotLost || framesLost;
  }

  /// Whether bodies of messages may be in the file that nothing refers to, because what told of
  /// them is lost. Frames after the snapshot told of no lane but where it has grown since.
  boolean mayHoldLost(String name) throws IOException {
    OptionalLong lane = FileHeader.Kind.LANE.number(name);
    if (snapshotLost || !framesLost || lane.isEmpty()) {
      return snapshotLost;
    }
    try (DiskFile file = disk.open(name)) {
      return file.size() > startLaneEnds.getOrDefault(lane.getAsLong(), (long) FileHeader.OCTETS);
    }
  }

  /// Per lane, the end of what is committed in it.
  Map<Long, Long> laneEnds() {
    return laneEnds.all();
  }

  /// False if the store cannot be opened as it is.
  boolean isSound() {
    return sound;
  }

  /// The accounts by number.
  Map<Long, AccountSalvage> accounts() {
    return accounts.byNumber();
  }

  /// Per mailbox of an account, the first UID nobody was told of as recent.
  Map<MailboxId, Long> recentFrom(long account) {
    return accounts.recentFrom(account);
  }

  SnapshotSurvey snapshots() {
    return snapshots;
  }

  /// The highest number a file had, as far as a snapshot tells.
  long lastFile() {
    return lastFile;
  }

  /// From where on the journal was read.
  JournalPosition start() {
    return start;
  }

  /// The end of the journal; of a damaged one, only the lsn means something.
  JournalPosition end() {
    return end;
  }

  /// Frames read.
  long frames() {
    return frames;
  }
}
