package org.sheafmail.store.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.state.Chunk;
import org.sheafmail.store.state.Operation;
import org.sheafmail.store.state.Transaction;

/// Makes the summaries of new messages soon after their commit, while their octets are still in
/// memory, but lets those who append go first. What it does not get round to is made when somebody
/// asks for it.
final class SummariesAhead implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SummariesAhead.class.getName());

  /// Chunks that may wait; further ones are left to those who ask.
  private static final int CHUNKS_MAX = 4096;

  /// Messages done between two looks at whether somebody appends.
  private static final int SLICE = 32;

  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Summaries summaries;
  private final BodyReaders readers;
  private final Thread thread =
      Thread.ofPlatform().name("sheaf-summaries").daemon().unstarted(this::run);
  private volatile long lastAppend = System.nanoTime();

  /// Both guarded by this object.
  private final Deque<Chunk> waiting = new ArrayDeque<>();

  private boolean closed;

  SummariesAhead(Summaries summaries, BodyReaders readers) {
    this.summaries = summaries;
    this.readers = readers;
  }

  void start() {
    thread.start();
  }

  /// Somebody is appending just now.
  void appending() {
    lastAppend = System.nanoTime();
  }

  /// A transaction is visible; its new messages are to be summed up.
  synchronized void committed(Transaction transaction) {
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.Append append) {
        for (Chunk chunk : append.batch().chunks()) {
          if (waiting.size() < CHUNKS_MAX) {
            waiting.add(chunk);
          }
        }
      }
    }
    notifyAll();
  }

  private void run() {
    try {
      for (Chunk chunk = next(); chunk != null; chunk = next()) {
        sumUp(chunk);
      }
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "summaries are made when they are asked for from now on", e);
    }
  }

  private synchronized @Nullable Chunk next() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    return closed ? null : waiting.removeFirst();
  }

  private void sumUp(Chunk chunk) throws InterruptedException {
    for (int row = 0; row < chunk.count(); row++) {
      if (row % SLICE == 0 && !letOthersGoFirst()) {
        return;
      }
      long location = chunk.body().get(row);
      try {
        summaries.ahead(
            location,
            readers
                .current()
                .body(location, chunk.size().get(row), (int) chunk.checksum().get(row)));
      } catch (IOException e) {
        // Whoever asks for it will be told.
        LOG.log(Level.DEBUG, "a message could not be summed up", e);
      }
    }
  }

  /// Waits until nobody appends, or for as long as is bearable.
  ///
  /// @return false once closed
  private synchronized boolean letOthersGoFirst() throws InterruptedException {
    long start = System.nanoTime();
    while (!closed) {
      long now = System.nanoTime();
      long quiet = now - lastAppend;
      if (quiet >= QUIET_NANOS || now - start >= PATIENCE_NANOS) {
        return true;
      }
      wait(TimeUnit.NANOSECONDS.toMillis(QUIET_NANOS - quiet) + 1);
    }
    return false;
  }

  /// Ends the work; what is left is made when somebody asks for it.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
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
