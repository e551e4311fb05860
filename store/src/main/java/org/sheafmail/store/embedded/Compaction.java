package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.state.Chunk;
import org.sheafmail.store.state.Moves;

/// Gives back the room that is taken by messages long expunged.
///
/// Files of which little is in use are *victims*: their bodies are moved ([BodyMover]), a few files
/// at a time, those with the least to move first. Then two snapshots are written, so that opening
/// the store needs neither these files nor what the journal has said of them so far; and files in
/// which another look at every message finds nothing are removed ([1]).
///
/// Clients notice nothing of it. A failure at any point leaves each body in its old place or in its
/// new one, and files nothing refers to, which the next compaction removes.
///
/// 1. It is never concluded from what was moved that a file is no longer needed.
final class Compaction {
  /// Octets moved before files are removed; but a single file is taken whatever it has.
  private static final long ROUND_OCTETS = 64L << 20;

  /// Bodies that are in memory at once, as places and sizes.
  private static final int BODIES_MAX = 1 << 18;

  /// Octets moved between two reports.
  private static final long REPORT_OCTETS = 1L << 20;

  private final Disk disk;
  private final Accounts accounts;
  private final BodyScan scan;
  private final BodyFiles files;
  private final BodyMover mover;
  private final Checkpoints checkpoints;
  private final Summaries summaries;
  private final Poison poison;
  private final long reserveOctets;

  /// Of the run under way. Guarded, as are the others, by this object.
  private CompactionFigures figures = CompactionFigures.NONE;

  private Pace pace = Pace.UNLIMITED;
  private Consumer<CompactionFigures> progress = _ -> {};

  /// A file of which too little is in use.
  private record Victim(long file, long live) {}

  Compaction(
      Disk disk,
      Accounts accounts,
      BodyFiles files,
      BodyMover mover,
      Checkpoints checkpoints,
      Summaries summaries,
      Poison poison,
      long reserveOctets) {
    this.disk = disk;
    this.accounts = accounts;
    this.scan = new BodyScan(accounts);
    this.files = files;
    this.mover = mover;
    this.checkpoints = checkpoints;
    this.summaries = summaries;
    this.poison = poison;
    this.reserveOctets = reserveOctets;
  }

  /// How much of the store nobody has.
  ///
  /// @param octets of files, less those of all messages; copies, which share their octets, hide
  ///   some of it
  /// @param ofOctets all octets of these files
  record Waste(long octets, long ofOctets) {}

  /// Finds out without looking at messages.
  synchronized Waste waste() throws IOException {
    long octets = 0;
    for (long size : files.sealed().values()) {
      octets += size;
    }
    for (long end : files.waiting().values()) {
      octets += end;
    }
    return new Waste(octets - scan.totals().octets(), octets);
  }

  /// Does all there is to do.
  ///
  /// @param liveShare a file is rewritten if less than this share of it is in use
  /// @param reports hears from time to time how far it is
  /// @throws DiskFullException if there was no room to move anything further
  /// @throws IOException if it could not go on; what was done is good, the rest is as it was
  synchronized CompactionFigures run(
      double liveShare, Pace howFast, Consumer<CompactionFigures> reports) throws IOException {
    figures = CompactionFigures.NONE;
    pace = howFast;
    progress = reports;
    poison.refuse();
    Map<Long, Long> sealed = files.sealed();
    BodyUsage usage = usage();
    Deque<Victim> victims = victims(liveShare, sealed, usage);
    report(figures.toRewrite(victims.size()));
    boolean goOn = removeUnused(sealed, usage);
    while (goOn && !victims.isEmpty()) {
      List<Victim> round = round(victims);
      rewrite(round);
      report(figures.rewritten(round.size()));
      sealed = files.sealed();
      goOn = removeUnused(sealed, usage());
    }
    return figures;
  }

  private void report(CompactionFigures now) {
    figures = now;
    progress.accept(now);
  }

  private BodyUsage usage() throws IOException {
    BodyUsage usage = new BodyUsage(scan.totals().messages());
    scan.run(pace, usage);
    return usage;
  }

  /// Those with the least to move first: on a disk that is nearly full they make room for the
  /// others.
  private Deque<Victim> victims(double liveShare, Map<Long, Long> sealed, BodyUsage usage) {
    Map<Long, Long> sizes = new TreeMap<>(sealed);
    sizes.keySet().removeIf(file -> !usage.isReferenced(file));
    sizes.putAll(files.waiting());
    List<Victim> victims = new ArrayList<>();
    sizes.forEach((file, size) -> {
      long live = usage.octets(file);
      if (live < liveShare * (size - FileHeader.OCTETS) && !mover.isDamaged(file)) {
        victims.add(new Victim(file, live));
      }
    });
    victims.sort(Comparator.comparingLong(Victim::live));
    return new ArrayDeque<>(victims);
  }

  /// Takes the next victims, as many as are dealt with together.
  private List<Victim> round(Deque<Victim> victims) throws IOException {
    List<Victim> round = new ArrayList<>();
    long room = room();
    if (victims.getFirst().live > room) {
      throw new DiskFullException(
          "a file has "
              + victims.getFirst().live
              + " octets to be moved, and the disk has room for "
              + room);
    }
    long octets = 0;
    do {
      Victim victim = victims.removeFirst();
      octets += victim.live;
      round.add(victim);
    } while (!victims.isEmpty()
        && octets + victims.getFirst().live <= Math.min(ROUND_OCTETS, room));
    return round;
  }

  /// Octets that bodies can be moved to.
  long room() throws IOException {
    return Math.max(0, disk.usableSpace() - reserveOctets);
  }

  private void rewrite(List<Victim> victims) throws IOException {
    Set<Long> leaving = new TreeSet<>();
    for (Victim victim : victims) {
      if (files.seal(victim.file)) {
        leaving.add(victim.file);
      }
    }
    List<LiveBody> bodies;
    do {
      leaving.removeIf(mover::isDamaged);
      bodies = bodies(leaving);
      if (!bodies.isEmpty()) {
        mover.move(bodies, this::moved);
      }
    } while (bodies.size() == BODIES_MAX);
  }

  private void moved(long octets) throws IOException {
    long before = figures.octetsMoved();
    figures = figures.moved(octets);
    if (before / REPORT_OCTETS != figures.octetsMoved() / REPORT_OCTETS) {
      progress.accept(figures);
    }
    pace.spent(2 * octets);
  }

  /// The first bodies in the files that messages have, in the order of their places, each once.
  private List<LiveBody> bodies(Set<Long> leaving) throws IOException {
    TreeMap<Long, LiveBody> bodies = new TreeMap<>();
    scan.run(
        pace,
        (account, chunk) -> {
          for (int row = 0; row < chunk.count(); row++) {
            long location = chunk.body().get(row);
            if (leaving.contains(BodyLocation.start(location))) {
              bodies.put(location, body(account, chunk, row));
              if (bodies.size() > BODIES_MAX) {
                bodies.pollLastEntry();
              }
            }
          }
        });
    return List.copyOf(bodies.values());
  }

  private static LiveBody body(AccountCell account, Chunk chunk, int row) {
    return new LiveBody(
        account, chunk.body().get(row), chunk.size().get(row), (int) chunk.checksum().get(row));
  }

  /// Removes the files no message has its octets in.
  ///
  /// @param sealed files that were sealed before
  /// @param usage what was found in use after that
  /// @return false if one has to stay for now
  private boolean removeUnused(Map<Long, Long> sealed, BodyUsage usage) throws IOException {
    List<Long> unused =
        new ArrayList<>(
            sealed.keySet().stream().filter(file -> !usage.isReferenced(file)).toList());
    List<Long> gone = new ArrayList<>(remove(unused, sealed));
    if (unused.stream().anyMatch(files::isNeededToOpen)) {
      if (unused.stream().anyMatch(files::isLastOfJournal)) {
        goOnInAnotherFile();
      }
      checkpoints.renew();
      gone.addAll(remove(unused, sealed));
    }
    if (!gone.isEmpty()) {
      Background.attempt("giving back the room of summaries", summaries::tidy);
    }
    return unused.isEmpty();
  }

  /// Removes those of the files that can go now, from the list as well.
  private List<Long> remove(List<Long> unused, Map<Long, Long> sizes) throws IOException {
    List<Long> gone = files.remove(unused);
    unused.removeAll(gone);
    long octets = 0;
    for (long file : gone) {
      octets += sizes.getOrDefault(file, 0L);
    }
    report(figures.removed(gone.size(), octets));
    return gone;
  }

  /// The journal ends in a file that gets no further frame and is not needed but for saying so: one
  /// more frame, in the next file, says it as well.
  private void goOnInAnotherFile() throws IOException {
    for (long number : accounts.numbers()) {
      AccountCell account = accounts.find(number);
      if (account != null) {
        mover.commit(account, Moves.NONE);
        return;
      }
    }
  }
}
