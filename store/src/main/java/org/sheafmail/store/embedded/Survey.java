package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.state.AccountSalvage;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.MailboxState;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.Transaction;
import org.sheafmail.store.state.TransactionCodec;

/// What can be known of a store, sound or not, without changing it.
///
/// It starts from the newest snapshot of which everything can be read, or from nothing if there is
/// none, and reads the journal from there on, as an opening does. If that does not work out it
/// takes what it can get: of the newest snapshot what can be read, and of the journal likewise
/// ([JournalSalvage]).
final class Survey {
  private final Disk disk;
  private final Consumer<Finding> findings;
  private final SnapshotReader reader;
  private final SnapshotSurvey snapshots;
  private final Map<Long, AccountSalvage> accounts = new TreeMap<>();
  private final Map<Long, Map<MailboxId, Long>> recentFrom = new HashMap<>();
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
    reader = new SnapshotReader(disk, openFiles);
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
      salvage(newest == null ? snapshots.best() : newest);
    }
    checkLanes();
  }

  /// Starts from a snapshot, or from nothing.
  private void begin(SnapshotSurvey.@Nullable Usable from) throws IOException {
    accounts.clear();
    recentFrom.clear();
    laneEnds = new LaneEnds();
    frames = 0;
    snapshotLost = false;
    startLaneEnds = Map.of();
    start = JournalPosition.START;
    needed = new TreeSet<>();
    if (from != null) {
      needed.add(from.number());
      needed.addAll(from.root().filesNeeded());
      start = from.root().position();
      lastFile = Math.max(lastFile, from.root().lastFile());
      startLaneEnds = from.root().laneEnds();
      laneEnds.found(from.root().laneEnds(), start.lsn());
      for (SnapshotRoot.StoredAccount account : from.root().accounts()) {
        load(account, from.problems());
      }
    }
  }

  private void load(SnapshotRoot.StoredAccount account, List<Extent> problems) throws IOException {
    AccountSalvage salvage = new AccountSalvage(AccountState.empty(account.number()));
    accounts.put(account.number(), salvage);
    snapshotLost |= !problems.isEmpty();
    if (problems.contains(account.record())) {
      // What the journal tells of INBOX finds it. A repair gives it another UIDVALIDITY.
      salvage.ensureNamed(account.name(), 1);
      return;
    }
    AccountRecord record =
        reader.read(
            account.record(),
            in -> AccountRecord.read(in, extent -> new SnapshotReader.StoredChunk(reader, extent)));
    salvage = new AccountSalvage(record.state());
    accounts.put(account.number(), salvage);
    recentFrom.put(account.number(), record.recentFrom());
    for (MailboxState mailbox : record.state().mailboxes()) {
      List<ChunkHandle> unreadable =
          mailbox.chunks().stream().filter(chunk -> isAmong(chunk, problems)).toList();
      if (!unreadable.isEmpty()) {
        salvage.dropChunks(mailbox.id(), unreadable);
      }
    }
  }

  private static boolean isAmong(ChunkHandle chunk, List<Extent> problems) {
    return chunk.stored() instanceof SnapshotReader.StoredChunk stored
        && problems.contains(stored.extent());
  }

  /// Reads the journal as an opening does.
  ///
  /// @return false if that fails
  private boolean readsOn(SnapshotSurvey.@Nullable Usable from) throws IOException {
    begin(from);
    try {
      end = new JournalReader(disk).read(start, this::replay);
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
      AccountSalvage account = account(transaction.account());
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

  private AccountSalvage account(long number) {
    return accounts.computeIfAbsent(number, _ -> new AccountSalvage(AccountState.empty(number)));
  }

  /// Takes what can be got.
  private void salvage(SnapshotSurvey.@Nullable Usable from) throws IOException {
    begin(from);
    List<Finding> found = new ArrayList<>();
    JournalSalvage.Takers takers =
        new JournalSalvage.Takers() {
          @Override
          public void transaction(Transaction transaction) throws IOException {
            account(transaction.account()).apply(transaction);
            laneEnds.committed(transaction, end.lsn());
            frames++;
          }

          @Override
          public void stray(long number, Batch batch) {
            account(number).addStray(batch);
          }
        };
    JournalSalvage journal = new JournalSalvage(disk, found::add, takers);
    long lsn = journal.run(start);
    framesLost = journal.isAnyLost();
    snapshotLost |= from == null && snapshots.isAnyPresent();
    end = new JournalPosition(start.file(), start.position(), lsn);
    if (found.isEmpty()) {
      found.add(Finding.damage("", -1, why));
    }
    found.forEach(findings);
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
      return file.size() > startLaneEnds.getOrDefault(lane.getAsLong(), 0L);
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
    return accounts;
  }

  /// Per mailbox of an account, the first UID nobody was told of as recent.
  Map<MailboxId, Long> recentFrom(long account) {
    return recentFrom.getOrDefault(account, Map.of());
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
