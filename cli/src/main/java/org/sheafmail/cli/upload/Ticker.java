package org.sheafmail.cli.upload;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets others know that time passes, until it is closed.
public final class Ticker implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;

  /// @param each called again and again, by one thread
  public Ticker(List<Runnable> each) {
    List<Runnable> all = List.copyOf(each);
    this.thread = Thread.ofPlatform().daemon().name("progress").start(() -> run(all));
  }

  private void run(List<Runnable> all) {
    try {
      while (!over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        all.forEach(Runnable::run);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
