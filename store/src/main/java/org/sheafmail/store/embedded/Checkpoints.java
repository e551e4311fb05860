package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Writes a snapshot when the journal has grown enough since the last one, so that opening the
/// store reads what is and not all that ever happened.
///
/// As long as the journal is there from its first file on it tells the same without any snapshot.
/// What [Compaction] removed of it is known to the snapshots alone, to each of two generations that
/// share no octet.
final class Checkpoints {
  private final StoreFiles files;
  private final Snapshots snapshots;
  private final SnapshotReader reader;
  private final Accounts accounts;
  private final LaneEnds laneEnds;
  private final Committer committer;
  private final Journal journal;
  private final Poison poison;
  private final long octetsMax;

  /// Octets to read at an opening that are not in a snapshot.
  private final AtomicLong grown = new AtomicLong();

  private final AtomicBoolean due = new AtomicBoolean();

  /// What the store was between two groups.
  private record Capture(
      List<Accounts.Captured> accounts, JournalPosition position, Map<Long, Long> laneEnds) {}

  Checkpoints(
      StoreFiles files,
      Snapshots snapshots,
      SnapshotReader reader,
      Accounts accounts,
      LaneEnds laneEnds,
      Committer committer,
      Journal journal,
      Poison poison,
      long octetsMax) {
    this.files = files;
    this.snapshots = snapshots;
    this.reader = reader;
    this.accounts = accounts;
    this.laneEnds = laneEnds;
    this.committer = committer;
    this.journal = journal;
    this.poison = poison;
    this.octetsMax = octetsMax;
  }

  /// The journal has become longer.
  void grownBy(long octets) {
    grown.addAndGet(octets);
  }

  /// True to one caller once the time for a snapshot has come.
  boolean isDue() {
    return grown.get() >= octetsMax && due.compareAndSet(false, true);
  }

  /// Writes a snapshot, if there is anything the last one does not know.
  synchronized void run() throws IOException {
    due.set(false);
    if (!poison.isSet()) {
      Capture capture = capture();
      if (!capture.position.equals(snapshots.position())
          || capture.accounts.stream().anyMatch(Accounts.Captured::isChanged)) {
        write(capture, snapshots.worthKeeping());
      }
    }
  }

  /// Writes two snapshots, so that neither of those that are kept needs what the store no longer
  /// does. The second is written from scratch: were it to refer to octets of the first, one bad
  /// place on the disk could spoil both.
  ///
  /// @throws IOException if it could not, or if the store cannot vouch for its disk any more
  synchronized void renew() throws IOException {
    poison.refuse();
    write(capture(), snapshots.worthKeeping());
    poison.refuse();
    write(capture(), Set.of());
  }

  private void write(Capture capture, Set<Long> worthKeeping) throws IOException {
    try {
      writeCaptured(capture, worthKeeping);
    } catch (IOException | RuntimeException e) {
      accounts.release(capture.accounts);
      throw e;
    }
  }

  private Capture capture() {
    grown.set(0);
    Capture[] capture = new Capture[1];
    committer.pause(
        () -> capture[0] = new Capture(accounts.capture(), journal.position(), laneEnds.all()));
    return capture[0];
  }

  private void writeCaptured(Capture capture, Set<Long> worthKeeping) throws IOException {
    SnapshotWriter writer = new SnapshotWriter(files);
    Checkpoint checkpoint = new Checkpoint(accounts, reader, writer, worthKeeping);
    SnapshotRoot root;
    try {
      root =
          checkpoint.write(
              capture.accounts, capture.position, files.lastNumber(), capture.laneEnds);
    } catch (IOException e) {
      writer.discard(e);
      throw e;
    }
    checkpoint.publish();
    snapshots.written(writer.number(), root);
  }
}
