package org.sheafmail.store.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sheafmail.store.disk.DiskFullException;

/// Runs the compaction by itself, slowly, when it is worth the while: on a thread of its own, or at
/// once in the caller for those who want the same calls to give the same operations on the disk.
///
/// The rows of all messages have to be looked at to find out what can be gained, so that is done
/// only when the store has grown enough, since the last time, by octets that no message has.
final class Compactor implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Compactor.class.getName());

  private final Compaction compaction;
  private final Throttle throttle;
  private final double liveShare;

  /// Octets of waste below which nothing is done.
  private final long octetsMin;

  private final Thread thread =
      Thread.ofPlatform().name("sheaf-compaction").daemon().unstarted(this::runUntilClosed);

  /// What nobody has and could not be, or need not be, given back last time.
  private long wasteBefore;

  /// Room the disk has to have before it is tried again; 0 if it was not full last time.
  private volatile long roomWanted;

  /// Both guarded by this object.
  private boolean asked;

  private boolean closed;

  Compactor(Compaction compaction, EmbeddedOptions options) {
    this.compaction = compaction;
    this.throttle = new Throttle(options.compactionOctetsPerSecond());
    this.liveShare = options.liveShare();
    this.octetsMin = options.segmentOctets();
  }

  /// Goes to work whenever asked to; and once now, for what an earlier process left.
  void start() {
    thread.start();
    lookSoon();
  }

  /// Much may have changed since it last looked.
  void look() {
    if (thread.isAlive()) {
      lookSoon();
    } else {
      compactIfWorthIt(Pace.UNLIMITED);
    }
  }

  /// Some time has passed: if the disk was too full, there may be room again.
  void lookAgain() {
    if (roomWanted > 0) {
      look();
    }
  }

  private synchronized void lookSoon() {
    asked = true;
    notifyAll();
  }

  private void runUntilClosed() {
    while (isAsked()) {
      compactIfWorthIt(throttle);
    }
  }

  private synchronized boolean isAsked() {
    while (!asked && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        closed = true; // Nobody interrupts this thread but to end it.
      }
    }
    asked = false;
    return !closed;
  }

  private void compactIfWorthIt(Pace pace) {
    try {
      if (compaction.room() < roomWanted) {
        return; // Not again and again a look at all messages that ends as the last one did.
      }
      Compaction.Waste waste = compaction.waste();
      if (waste.octets() - wasteBefore >= Math.max(octetsMin, waste.ofOctets() / 16)) {
        compact(pace);
        wasteBefore = compaction.waste().octets();
        roomWanted = 0;
      }
    } catch (Pace.StoppedException e) {
      LOG.log(Level.DEBUG, "compaction goes on after the next opening", e);
    } catch (DiskFullException e) {
      putOff(e);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "compaction is put off: " + e.getMessage(), e);
    }
  }

  private void putOff(DiskFullException why) {
    try {
      roomWanted = compaction.room() + octetsMin;
    } catch (IOException e) {
      why.addSuppressed(e);
    }
    LOG.log(
        Level.WARNING,
        "compaction is put off until the disk has room for {0} octets: {1}",
        Long.toString(roomWanted),
        why.getMessage());
  }

  private void compact(Pace pace) throws IOException {
    AtomicBoolean told = new AtomicBoolean();
    CompactionFigures done =
        compaction.run(
            liveShare,
            pace,
            figures -> {
              if (figures.filesToRewrite() > 0 && !told.getAndSet(true)) {
                LOG.log(Level.INFO, "compaction: {0} files to rewrite", figures.filesToRewrite());
              }
            });
    if (done.filesRemoved() > 0 || done.octetsMoved() > 0) {
      LOG.log(
          Level.INFO,
          "compaction: {0} files rewritten, {1} octets of mail read and written; {2} files removed,"
              + " {3} octets freed",
          done.filesRewritten(),
          Long.toString(done.octetsMoved()),
          done.filesRemoved(),
          Long.toString(done.octetsFreed()));
    }
  }

  /// Ends the work; what it has not got round to is left to another time.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    throttle.close();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
