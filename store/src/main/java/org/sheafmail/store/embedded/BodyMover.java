package org.sheafmail.store.embedded;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.state.Moves;

/// Moves bodies out of files, so that the files can go.
///
/// The octets are copied to a lane, each body compared with its checksum on the way ([1]); the lane
/// is synced; and then one transaction for each account says where its bodies are from now on
/// ([2]). Up to that moment nothing refers to the copies, and a failure leaves what was there. From
/// then on nothing but older views refers to the octets in their old place.
///
/// 1. A body that is not what was stored stays where it is, and with it all of its file: whoever
///    wants to rescue something shall find everything.
/// 2. The transaction does not name messages but octets. Whichever messages have them when its turn
///    comes follow, in all mailboxes of the account, so that nothing that clients do in the
///    meantime can go wrong: a copy made meanwhile follows, and what was expunged does not matter.
final class BodyMover {
  private static final System.Logger LOG = System.getLogger(BodyMover.class.getName());

  /// Runs in one transaction.
  private static final int RUNS_MAX = 8192;

  private final OpenFiles files;
  private final Lanes lanes;
  private final Background background;
  private final Poison poison;
  private final Committer committer;
  private final Summaries summaries;
  private final int laneSyncOctets;

  /// Files in which a body is damaged.
  private final Set<Long> damaged = new HashSet<>();

  BodyMover(
      OpenFiles files,
      Lanes lanes,
      Background background,
      Poison poison,
      Committer committer,
      Summaries summaries,
      int laneSyncOctets) {
    this.files = files;
    this.lanes = lanes;
    this.background = background;
    this.poison = poison;
    this.committer = committer;
    this.summaries = summaries;
    this.laneSyncOctets = laneSyncOctets;
  }

  /// Whether the file has to stay because a body in it is damaged.
  boolean isDamaged(long file) {
    return damaged.contains(file);
  }

  /// Moves bodies.
  ///
  /// @param bodies in the order of their locations, each once
  /// @return octets that were moved
  /// @throws IOException if some were not moved; all are where they were or in their new place
  long move(List<LiveBody> bodies, Pace pace) throws IOException {
    LaneBodies lane = new LaneBodies(lanes, background, poison, laneSyncOctets);
    LaneBodies.Fate fate = LaneBodies.Fate.NOT_COMMITTED;
    try {
      List<Moved> moved = copy(bodies, lane, pace);
      lane.seal();
      failIfFull(lane);
      for (Map.Entry<AccountCell, List<Moves.Run>> runs : runs(moved).entrySet()) {
        for (Moves moves : transactions(runs.getValue())) {
          commit(runs.getKey(), moves);
          fate = LaneBodies.Fate.COMMITTED;
        }
      }
      for (Moved body : moved) {
        summaries.moved(body.from.location(), body.to);
      }
      return moved.stream().mapToLong(body -> body.from.size()).sum();
    } finally {
      lane.end(poison.isSet() ? LaneBodies.Fate.UNKNOWN : fate);
    }
  }

  /// A body that has been copied.
  private record Moved(LiveBody from, long to) {}

  private List<Moved> copy(List<LiveBody> bodies, LaneBodies lane, Pace pace) throws IOException {
    Map<Long, List<Moved>> byFile = new TreeMap<>();
    for (LiveBody body : bodies) {
      failIfFull(lane);
      if (damaged.contains(body.file())) {
        continue;
      }
      long to = lane.next();
      if (copy(body, lane)) {
        byFile.computeIfAbsent(body.file(), _ -> new ArrayList<>()).add(new Moved(body, to));
      } else {
        damaged.add(body.file());
        byFile.remove(body.file());
      }
      pace.spent(body.size());
    }
    List<Moved> moved = new ArrayList<>();
    byFile.values().forEach(moved::addAll);
    return moved;
  }

  private static void failIfFull(LaneBodies lane) throws DiskFullException {
    DiskFullException full = lane.full();
    if (full != null) {
      throw full;
    }
  }

  /// @return false if the body cannot be read or is not what was stored
  private boolean copy(LiveBody body, LaneBodies lane) throws IOException {
    String name = BodyLocation.fileName(body.location());
    String why = "it is not what was stored";
    try (OpenFiles.Handle handle = files.use(name)) {
      int checksum = lane.add(new FileChannelPart(handle, body.location()), body.size());
      if (checksum == body.checksum()) {
        return true;
      }
    } catch (FileNotFoundException | EOFException | DamagedStoreException e) {
      why = String.valueOf(e.getMessage());
    }
    LOG.log(
        Level.ERROR,
        "{0} is left as it is, for the message at octet {1} is damaged: {2}",
        name,
        Long.toString(BodyLocation.position(body.location())),
        why);
    return false;
  }

  /// The octets of a file from a place on.
  private static final class FileChannelPart implements ReadableByteChannel {
    private final OpenFiles.Handle handle;
    private long position;

    FileChannelPart(OpenFiles.Handle handle, long location) {
      this.handle = handle;
      this.position = BodyLocation.position(location);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      try {
        int count = handle.file().read(position, target);
        position += Math.max(count, 0);
        return count;
      } catch (IOException e) {
        throw new DamagedStoreException(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // Whoever uses the handle closes it.
    }
  }

  /// What each account is to be told. Bodies that follow each other before and after are one run.
  private static Map<AccountCell, List<Moves.Run>> runs(List<Moved> moved) {
    Map<AccountCell, List<Moves.Run>> runs = new LinkedHashMap<>();
    for (Moved body : moved) {
      List<Moves.Run> known = runs.computeIfAbsent(body.from.account(), _ -> new ArrayList<>());
      Moves.Run run = new Moves.Run(body.from.location(), body.to, body.from.size());
      if (!known.isEmpty() && known.getLast().isFollowedBy(run)) {
        run = known.removeLast().and(run);
      }
      known.add(run);
    }
    return runs;
  }

  private static List<Moves> transactions(List<Moves.Run> runs) {
    List<Moves> transactions = new ArrayList<>();
    for (int first = 0; first < runs.size(); first += RUNS_MAX) {
      transactions.add(new Moves(runs.subList(first, Math.min(first + RUNS_MAX, runs.size()))));
    }
    return transactions;
  }

  /// Makes a move durable and visible.
  void commit(AccountCell account, Moves moves) throws IOException {
    Committed<Boolean> outcome =
        committer.commit(
            account,
            Change.shrinking((edit, _) -> {
              edit.moveBodies(moves);
              return true;
            }));
    switch (outcome) {
      case Committed.Settled<Boolean> _ -> {}
      case Committed.Full<Boolean>(var full) -> throw new DiskFullException(full.why());
      case Committed.Unknown<Boolean>(var unknown) -> throw new IOException(unknown.why());
    }
  }
}
