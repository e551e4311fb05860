package org.sheafmail.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C as a wish that is granted at the next good moment: the process ends when the command has
/// brought to an end what it was at, or after a while.
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::await, "interruption");
  private volatile boolean asked;

  /// From now on until [#close], Ctrl-C waits.
  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    asked = true;
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// True once the user wants to stop.
  boolean asked() {
    return asked;
  }

  @Override
  public void close() {
    done.countDown();
    if (!asked) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
