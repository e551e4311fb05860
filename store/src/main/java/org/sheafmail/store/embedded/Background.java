package org.sheafmail.store.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Where work is done that its cause does not wait for: on threads of its own, or at once in the
/// caller for those who want the same calls to give the same operations on the disk.
///
/// The threads are the store's own and are never interrupted: an interrupt closes the files a
/// thread works on for everybody.
final class Background implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Background.class.getName());

  private final boolean atOnce;

  /// Work that takes long, one piece after the other.
  private final ScheduledExecutorService upkeep;

  private final List<Future<?>> repeated = new CopyOnWriteArrayList<>();

  /// Syncs, which wait for the disk and nothing else.
  private final ExecutorService syncs;

  Background(boolean threads) {
    atOnce = !threads;
    upkeep =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sheaf-store-upkeep").daemon().factory());
    syncs =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().name("sheaf-lane-sync-", 0).daemon().factory());
  }

  /// False if everything is done at once by whoever causes it.
  boolean hasThreads() {
    return !atOnce;
  }

  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  /// Does `task` some time; if it fails, that is logged and nothing else.
  void run(String what, Task task) {
    if (atOnce) {
      attempt(what, task);
      return;
    }
    try {
      upkeep.execute(() -> attempt(what, task));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, what + " is left to the next opening", e);
    }
  }

  static void attempt(String what, Task task) {
    try {
      task.run();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, what + " failed: " + e.getMessage(), e);
    }
  }

  /// Does `task` again and again until closed.
  void every(Duration interval, String what, Task task) {
    if (!atOnce) {
      repeated.add(
          upkeep.scheduleWithFixedDelay(
              () -> attempt(what, task),
              interval.toMillis(),
              interval.toMillis(),
              TimeUnit.MILLISECONDS));
    }
  }

  /// Starts a sync; nothing is started if everything is to be done at once.
  CompletableFuture<Void> startSync(Task sync) {
    return atOnce ? CompletableFuture.completedFuture(null) : onSyncThread(sync);
  }

  /// Does a sync and waits for it.
  void sync(Task sync) throws IOException {
    if (atOnce) {
      sync.run();
      return;
    }
    await(onSyncThread(sync));
  }

  private CompletableFuture<Void> onSyncThread(Task sync) {
    try {
      return CompletableFuture.runAsync(() -> runUnchecked(sync), syncs);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(new IOException("the store is closed", e));
    }
  }

  private static void runUnchecked(Task task) {
    try {
      task.run();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  static void await(CompletableFuture<Void> sync) throws IOException {
    try {
      sync.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(cause.getMessage(), cause);
      }
      throw e;
    }
  }

  /// Waits for what was begun; what was not is dropped.
  @Override
  public void close() {
    repeated.forEach(task -> task.cancel(false));
    upkeep.shutdown();
    syncs.shutdown();
    boolean interrupted = false;
    boolean done = false;
    while (!done) {
      try {
        done =
            upkeep.awaitTermination(1, TimeUnit.MINUTES)
                && syncs.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
