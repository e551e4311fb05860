package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.state.AccountReplay;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.Operation;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.Transaction;
import org.sheafmail.store.state.TransactionCodec;

/// Finds out what a store holds when it is opened.
///
/// Nothing on the disk is changed before all of the journal has been read and found sound; every
/// step after that may be cut short by a power failure and is done again by the next opening.
final class Recovery {
  private final Disk disk;
  private final StoreFiles files;
  private final Map<Long, AccountState> accounts = new HashMap<>();

  /// Per lane, the end of the last batch that was committed.
  private final Map<Long, Long> laneEnds = new HashMap<>();

  private JournalPosition end = JournalPosition.START;

  Recovery(Disk disk, StoreFiles files) {
    this.disk = disk;
    this.files = files;
  }

  void run() throws IOException {
    for (String name : disk.list()) {
      for (FileHeader.Kind kind : FileHeader.Kind.values()) {
        kind.number(name).ifPresent(files::found);
      }
    }
    end = new JournalReader(disk).recover(JournalPosition.START, this::replay);
    tidy();
  }

  /// The end of the journal.
  JournalPosition end() {
    return end;
  }

  Collection<AccountState> accounts() {
    return accounts.values();
  }

  private void replay(Frame frame, ByteBuffer record, long location) throws IOException {
    if (frame.type() != Frame.TRANSACTION) {
      throw new NewerFormatException("the journal has a frame of unknown type " + frame.type());
    }
    try {
      Transaction transaction = TransactionCodec.read(record, this::readBatch);
      AccountState before =
          accounts.getOrDefault(transaction.account(), AccountState.empty(transaction.account()));
      accounts.put(transaction.account(), AccountReplay.apply(before, transaction));
      transaction.operations().forEach(this::noteLane);
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

  private void noteLane(Operation operation) {
    if (operation instanceof Operation.Append append && append.batch().stored().isPresent()) {
      Batch.Stored table = append.batch().stored().get();
      long batchEnd = BodyLocation.position(table.location()) + table.length();
      laneEnds.merge(BodyLocation.file(table.location()), batchEnd, Math::max);
    }
  }

  /// Cuts off what no batch refers to and removes what never got its name.
  private void tidy() throws IOException {
    boolean removed = false;
    for (String name : disk.list()) {
      if (name.endsWith(FileNames.TEMPORARY)) {
        disk.delete(name);
        removed = true;
        continue;
      }
      var lane = FileHeader.Kind.LANE.number(name);
      if (lane.isPresent()) {
        removed |= tidyLane(name, laneEnds.getOrDefault(lane.getAsLong(), 0L));
      }
    }
    if (removed) {
      disk.syncDirectory();
    }
  }

  private boolean tidyLane(String name, long committed) throws IOException {
    if (committed == 0) {
      disk.delete(name);
      return true;
    }
    try (DiskFile file = disk.open(name)) {
      if (file.size() > committed) {
        file.truncate(committed);
      }
    }
    return false;
  }
}
