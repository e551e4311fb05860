package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.state.AccountEdit;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.Transaction;
import org.sheafmail.store.state.TransactionCodec;

/// The one thread that decides about changes, in the order it is given them, and makes them durable
/// and visible.
///
/// While the disk is busy with a sync, further changes queue up; the next group takes all of them
/// and is made durable with one sync of its own ([1]). Each change is decided upon against the
/// state that those before it in the group will have led to ([2]); none of these states is shown to
/// anyone before the sync has returned ([3]).
///
/// 1. No waiting for company: a change that comes alone is written at once. The busier the disk,
///    the larger the groups.
/// 2. UIDs and mod-sequences are given here, so there is never one to take back.
/// 3. Nobody ever sees a message that a power cut could take away.
final class Committer implements AutoCloseable {
  /// Room that a record is sure to fit in if there is no long list in it.
  private static final int RECORD_OCTETS = 16 << 10;

  private final Journal journal;
  private final JournalSegments segments;
  private final long reserveOctets;
  private final Clock clock;
  private final Poison poison;
  private final Listener listener;
  private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
  private final Thread thread =
      Thread.ofPlatform().name("sheaf-committer").daemon().unstarted(this::run);
  private volatile boolean ended;

  /// The following belong to the thread. What was taken from the queue and not begun yet:
  private final Deque<Work> waiting = new ArrayDeque<>();

  /// The changes of the group, and the accounts as they will be.
  private final List<Staged<?>> group = new ArrayList<>();

  private final Map<AccountCell, AccountState> states = new HashMap<>();
  private boolean stopped;

  /// Hears what the committer did, on its thread.
  interface Listener {
    /// A transaction is durable and visible.
    ///
    /// @param octets it takes in the journal
    void committed(AccountCell account, Transaction transaction, long octets);

    /// The journal went on to another file.
    void rotated();
  }

  private sealed interface Work {}

  private record Request<T>(
      AccountCell account, Change<T> change, CompletableFuture<Committed<T>> done) implements Work {
    void unknown(OutcomeUnknown outcome) {
      done.complete(new Committed.Unknown<>(outcome));
    }

    void refuse(IOException why) {
      if (why instanceof DiskFullException || why.getCause() instanceof DiskFullException) {
        done.complete(new Committed.Full<>(new StoreFull(String.valueOf(why.getMessage()))));
      } else {
        done.completeExceptionally(why);
      }
    }
  }

  /// Wants to run between two groups.
  private record Pause(Runnable task, CompletableFuture<Boolean> done) implements Work {
    void run() {
      try {
        task.run();
        done.complete(true);
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    }
  }

  private record Stop() implements Work {}

  /// A change of the current group, and what it will have come to.
  private record Staged<T>(Request<T> request, AccountEdit edit, T outcome, long octets) {
    void complete() {
      request.done.complete(new Committed.Settled<>(outcome));
    }
  }

  Committer(
      Journal journal,
      JournalSegments segments,
      EmbeddedOptions options,
      Clock clock,
      Poison poison,
      Listener listener) {
    this.journal = journal;
    this.segments = segments;
    this.reserveOctets = options.reserveOctets();
    this.clock = clock;
    this.poison = poison;
    this.listener = listener;
  }

  void start() {
    thread.start();
  }

  /// Makes a change and waits until it is durable and visible, even if interrupted.
  ///
  /// @throws IOException if the change could not be made; nothing happened
  <T> Committed<T> commit(AccountCell account, Change<T> change) throws IOException {
    Request<T> request = new Request<>(account, change, new CompletableFuture<>());
    put(request);
    try {
      return request.done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(cause.getMessage(), cause);
      }
      throw e;
    }
  }

  /// Runs `task` between two groups: what is published then is what is durable.
  void pause(Runnable task) {
    Pause pause = new Pause(task, new CompletableFuture<>());
    put(pause);
    pause.done.join();
  }

  /// Makes the end of the journal say that it is one, so that damage to it can be told from a write
  /// that a power cut has ended. To be called when nothing was changed for a while.
  void seal() {
    pause(() -> {
      try {
        if (!poison.isSet()) {
          journal.seal();
        }
      } catch (Journal.UnsyncedException e) {
        poison.set("a journal file could not be synced", e);
      }
    });
  }

  /// Changes not begun yet end as unknown.
  @Override
  public void close() {
    put(new Stop());
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

  private void put(Work work) {
    queue.add(work);
    if (ended && queue.remove(work)) {
      abandon(work);
    }
  }

  private void abandon(Work work) {
    OutcomeUnknown outcome =
        poison.isSet() ? poison.outcome() : new OutcomeUnknown("the store is closed");
    switch (work) {
      case Request<?> request -> request.unknown(outcome);
      case Pause pause ->
          pause.done.completeExceptionally(new IllegalStateException(outcome.why()));
      case Stop _ -> {}
    }
  }

  private void run() {
    try {
      while (!stopped) {
        if (waiting.isEmpty()) {
          waiting.add(queue.take());
        }
        queue.drainTo(waiting);
        runGroup();
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      poison.set("the committer failed", e);
    } finally {
      ended = true;
      group.forEach(staged -> abandon(staged.request));
      queue.drainTo(waiting);
      waiting.forEach(this::abandon);
    }
  }

  /// Takes as many changes as fit into one group and makes them durable and visible.
  private void runGroup() {
    boolean full = false;
    while (!full && !waiting.isEmpty()) {
      switch (waiting.getFirst()) {
        case Request<?> request -> full = !stage(request);
        case Pause pause -> {
          full = !group.isEmpty();
          if (!full) {
            pause.run();
          }
        }
        case Stop _ -> {
          full = true;
          stopped = group.isEmpty();
        }
      }
      if (!full) {
        waiting.removeFirst();
      }
    }
    if (makeDurable()) {
      makeVisible();
    }
    group.clear();
    states.clear();
  }

  /// @return false if the change has to wait for the next group
  private <T> boolean stage(Request<T> request) {
    if (poison.isSet()) {
      request.unknown(poison.outcome());
      return true;
    }
    try {
      return decide(request);
    } catch (IOException e) {
      request.refuse(e);
    } catch (RuntimeException e) {
      request.done.completeExceptionally(e);
    }
    return true;
  }

  private <T> boolean decide(Request<T> request) throws IOException {
    Change<T> change = request.change;
    AccountCell account = request.account;
    // Only bodies have to know their place before the record is made. All else may use what room
    // there is to the end, and what changes nothing needs none, which counts when the disk is full.
    long wanted = change.bodies().isEmpty() ? 0 : change.bodyOctets() + RECORD_OCTETS;
    while (true) {
      boolean placed = journal.fits(wanted);
      AccountState before = states.getOrDefault(account, account.state());
      AccountEdit edit = new AccountEdit(before, clock.instant());
      T outcome = change.decision().decide(edit, placed ? journal.bodies() : 0);
      if (edit.isEmpty()) {
        group.add(new Staged<>(request, edit, outcome, 0));
        return true;
      }
      ByteBuffer record = TransactionCodec.write(edit.transaction());
      long payload = change.bodyOctets() + record.remaining();
      if (placed && journal.fits(payload)) {
        if (change.grows()) {
          leaveReserve(payload);
        }
        journal.add(Frame.TRANSACTION, record, change.bodies());
        states.put(account, edit.after());
        group.add(new Staged<>(request, edit, outcome, payload));
        return true;
      }
      if (!group.isEmpty()) {
        return false;
      }
      wanted = Math.max(wanted, payload);
      rotate(wanted);
    }
  }

  private void rotate(long payload) throws IOException {
    try {
      journal.rotate(payload);
      listener.rotated();
    } catch (Journal.UnsyncedException e) {
      poison.set("a journal file could not be synced", e);
      throw e;
    }
  }

  /// Keeps a full disk from taking the room that is needed to free some.
  private void leaveReserve(long payload) throws IOException {
    if (!segments.isPrepared() && journal.room() - payload < reserveOctets) {
      segments.prepare();
    }
  }

  /// rfc3502/durable, rfc3502/uid-immutable: before this has returned nobody is told anything.
  private boolean makeDurable() {
    if (journal.isGroupEmpty()) {
      return true;
    }
    try {
      journal.commit();
      return true;
    } catch (Journal.RefusedException e) {
      group.forEach(staged -> staged.request.refuse(e));
    } catch (IOException | RuntimeException e) {
      poison.set("the journal could not be written", e);
      journal.forget(); // To write it again would only look like success.
      group.forEach(staged -> staged.request.unknown(poison.outcome()));
    }
    return false;
  }

  private void makeVisible() {
    for (Staged<?> staged : group) {
      AccountEdit edit = staged.edit;
      if (!edit.isEmpty()) {
        AccountCell account = staged.request.account;
        Transaction transaction = edit.transaction();
        account.publish(edit.after(), transaction);
        listener.committed(account, transaction, staged.octets);
      }
      staged.complete();
    }
  }
}
