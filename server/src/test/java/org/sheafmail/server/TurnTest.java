package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TurnTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void whoeverNeverWaitsStillLetsOthersWork() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> busy = new ArrayList<>();
    try {
      // Enough to keep every processor from everybody else.
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        busy.add(Thread.ofVirtual().start(() -> beBusy(over)));
      }
      Thread other = Thread.ofVirtual().start(() -> {});
      assertThat(other.join(PATIENCE)).isTrue();
    } finally {
      over.set(true);
      for (Thread thread : busy) {
        thread.join();
      }
    }
  }

  private static void beBusy(AtomicBoolean over) {
    Turn turn = new Turn();
    while (!over.get()) {
      turn.mayEnd();
    }
  }
}
