package org.sheafmail.cli.upload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.MessageSource;
import org.sheafmail.cli.source.PartedSource;
import org.sheafmail.cli.source.PartedSource.Part;
import org.sheafmail.protocol.MailboxName;

/// Several couriers, each with a thread and a connection of its own, that share the parts of a
/// source: two parts that go to the same mailbox go one after the other, so that its order is kept.
final class Couriers {
  private final PartedSource source;

  /// Guards the source and what is below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition freed = lock.newCondition();
  private final Set<MailboxName> busy = new HashSet<>();
  private @Nullable Throwable failure;

  Couriers(PartedSource source) {
    this.source = source;
  }

  /// Carries all parts; the first failure of one ends the others at their next batch.
  void carry(List<Courier> couriers) throws IOException, StoppedException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Courier courier : couriers) {
      threads.add(Thread.ofVirtual().name("sheaf-courier").start(() -> work(courier)));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      fail(e);
      threads.forEach(Thread::interrupt);
      throw e;
    }
    rethrow(failure);
  }

  /// True once one of them has failed.
  boolean failed() {
    lock.lock();
    try {
      return failure != null;
    } finally {
      lock.unlock();
    }
  }

  private void fail(Throwable e) {
    lock.lock();
    try {
      failure = failure == null ? e : failure;
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static void rethrow(@Nullable Throwable failure)
      throws IOException, StoppedException, InterruptedException {
    switch (failure) {
      case null -> {
        // All went well.
      }
      case IOException e -> throw e;
      case StoppedException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  private void work(Courier courier) {
    try {
      for (Part part = next(); part != null; part = next()) {
        try (MessageSource messages = open(part)) {
          courier.carry(messages);
        } finally {
          free(part.mailbox());
        }
      }
    } catch (IOException
        | StoppedException
        | InterruptedException
        | RuntimeException
        | Error e) { // Carried over to the thread that waits for us.
      fail(e);
    }
  }

  private static MessageSource open(Part part) throws StoppedException {
    try {
      return part.opening().open();
    } catch (IOException e) {
      throw StoppedException.reading(e);
    }
  }

  private @Nullable Part next() throws StoppedException, InterruptedException {
    lock.lockInterruptibly();
    try {
      Part part = failure == null ? source.nextPart() : null;
      while (part != null && busy.contains(part.mailbox())) {
        freed.await();
      }
      if (part != null) {
        busy.add(part.mailbox());
      }
      return part;
    } catch (IOException e) {
      throw StoppedException.reading(e);
    } finally {
      lock.unlock();
    }
  }

  private void free(MailboxName mailbox) {
    lock.lock();
    try {
      busy.remove(mailbox);
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
