package org.sheafmail.e2e.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;

/// Many clients of one account, each on a connection and a thread of its own, who go on over any
/// number of restarts of the server.
final class Crowd {
  private static final int STUCK_SECONDS = 120;

  private final String user;
  private final Tally tally = new Tally();
  private final Findings.Memory memory = new Findings.Memory();
  private final List<Workload> workloads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /// @param senders how many append, copy, move and expunge
  Crowd(String user, int senders) {
    this.user = user;
    Set<String> seen = ConcurrentHashMap.newKeySet();
    for (int i = 1; i <= senders; i++) {
      workloads.add(new Batches(user + i, memory, seen, tally));
    }
    workloads.add(new Marks(user, tally));
    workloads.add(new Names(user, tally));
    workloads.add(new Reading(seen, tally));
  }

  Tally tally() {
    return tally;
  }

  void prepare(SheafProcess sheaf) throws IOException {
    try (ImapTalk talk = sheaf.login(user)) {
      for (Workload workload : workloads) {
        workload.prepare(talk);
      }
    }
  }

  /// Compares all there is with all that was said.
  void check(SheafProcess sheaf) throws IOException {
    try (ImapTalk talk = sheaf.login(user)) {
      Findings found = new Findings(talk, memory);
      for (Workload workload : workloads) {
        workload.check(found);
      }
    }
  }

  /// The clients at work.
  final class Shift {
    private final SheafProcess sheaf;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch failed = new CountDownLatch(1);
    private final CountDownLatch steps;

    private Shift(SheafProcess sheaf, int stepsWanted) {
      this.sheaf = sheaf;
      this.steps = new CountDownLatch(stepsWanted);
    }

    private void run(Workload workload, Random random) {
      try (ImapTalk talk = sheaf.login(user)) {
        while (!over.get()) {
          workload.step(talk, random);
          steps.countDown();
        }
      } catch (IOException e) {
        if (!over.get()) {
          fail(e);
        }
      } catch (RuntimeException | AssertionError e) {
        fail(e);
      }
    }

    private void fail(Throwable e) {
      failure.compareAndSet(null, e);
      failed.countDown();
      while (steps.getCount() > 0) {
        steps.countDown(); // Nobody has to wait any more.
      }
    }

    /// Waits until they have done what was wanted of them.
    void awaitSteps() throws InterruptedException {
      if (!steps.await(STUCK_SECONDS, TimeUnit.SECONDS)) {
        fail(new AssertionError("the clients do not get on"));
      }
    }

    /// Lets them work for so long, or until one of them fails.
    void work(long milliseconds) throws InterruptedException {
      if (failed.await(milliseconds, TimeUnit.MILLISECONDS)) {
        over.set(true);
      }
    }

    /// Lets everyone finish what they are about. From now on a lost connection is no surprise.
    void stop() {
      over.set(true);
    }

    /// Waits until everyone has stopped.
    ///
    /// @throws AssertionError if one of them had something to complain of
    void join() throws InterruptedException {
      for (Thread thread : threads) {
        thread.join();
      }
      if (failure.get() != null) {
        throw new AssertionError("a client failed, after " + tally, failure.get());
      }
    }
  }

  /// Sets everyone to work.
  ///
  /// @param steps after so many [Shift#awaitSteps] returns
  Shift start(SheafProcess sheaf, int steps, Random random) {
    Shift shift = new Shift(sheaf, steps);
    for (Workload workload : workloads) {
      Random own = new Random(random.nextLong());
      shift.threads.add(Thread.ofPlatform().start(() -> shift.run(workload, own)));
    }
    return shift;
  }
}
