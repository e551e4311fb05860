package org.sheafmail.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.e2e.SheafProcess;
import org.sheafmail.protocol.Requirement;

/// The promise, held against `kill -9` of the real process in the middle of its work and, now and
/// then, while it starts.
///
/// `-Dsheaf.kills=N` kills so often, however long that takes; `-Dsheaf.kills.seed=N` draws
/// otherwise.
class KillIT {
  private static final boolean BRIEF = Integer.getInteger("sheaf.kills") == null;
  private static final int KILLS = Integer.getInteger("sheaf.kills", 20);
  private static final int BRIEF_SECONDS = 30;
  private static final long SEED = Long.getLong("sheaf.kills.seed", 1);

  /// A server is ready a little later than this.
  private static final int START_MILLISECONDS = 700;

  @TempDir Path data;

  private final Crowd crowd = new Crowd("ada", 4);
  private final List<Long> restarts = new ArrayList<>();

  @Test
  @Requirement({"rfc3502/atomic", "rfc3502/crash", "rfc3502/durable"})
  void whatWasAnsweredIsThereAfterEachKillAndAllElseIsWholeOrNotThere() throws Exception {
    Random random = new Random(SEED);
    SheafProcess.addUser(data, "ada");
    try (SheafProcess sheaf = SheafProcess.serve(data)) {
      crowd.prepare(sheaf);
    }
    long begun = System.nanoTime();
    int kills = 0;
    while (kills < KILLS && !(BRIEF && secondsSince(begun) > BRIEF_SECONDS)) {
      kills++;
      if (random.nextInt(5) == 0) {
        SheafProcess.killStarting(data, random.nextInt(START_MILLISECONDS));
      }
      try (SheafProcess sheaf = restart()) {
        crowd.check(sheaf);
        Crowd.Shift shift = crowd.start(sheaf, 1 + random.nextInt(150), random);
        shift.awaitSteps();
        shift.stop();
        sheaf.kill();
        shift.join();
      }
    }
    try (SheafProcess sheaf = restart()) {
      crowd.check(sheaf);
    }
    Collections.sort(restarts);
    System.out.printf(
        "%d kills, seed %d: ready again after %d ms (median), %d ms at most; %s%n",
        kills, SEED, restarts.get(restarts.size() / 2), restarts.getLast(), crowd.tally());
    assertThat(crowd.tally().of("batches appended")).isGreaterThan(kills);
    assertThat(crowd.tally().of("cut off and not done") + crowd.tally().of("cut off and done"))
        .isPositive();
  }

  private static long secondsSince(long begun) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
  }

  private SheafProcess restart() throws IOException {
    long begun = System.nanoTime();
    SheafProcess sheaf = SheafProcess.serve(data);
    restarts.add((System.nanoTime() - begun) / 1_000_000);
    return sheaf;
  }
}
