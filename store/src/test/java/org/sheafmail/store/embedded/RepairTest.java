package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.store.embedded.RepairRun.Life;

/// Whatever happens to a file of a store is harmless, or a check finds and names it; nobody is ever
/// served anything wrong; and a repair brings back all that is left.
class RepairTest {
  private static final RepairRun closed = new RepairRun(Life.CLOSED);
  private static final RepairRun killed = new RepairRun(Life.KILLED);
  private static final RepairRun trimmed = new RepairRun(Life.TRIMMED);
  private static final RepairRun moved = new RepairRun(Life.MOVED);
  private static final List<RepairRun> stores = List.of(closed, killed, trimmed, moved);

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("sheaf.repair.runs", 120));
  }

  @BeforeAll
  static void fill() throws Exception {
    RepairRun.quiet(true);
    for (RepairRun store : stores) {
      store.fill();
    }
  }

  private static RepairRun store(long seed) {
    return stores.get((int) (seed % stores.size()));
  }

  @AfterAll
  static void loud() {
    RepairRun.quiet(false);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void octetsThatRotAreHarmlessOrNamedAndMended(long seed) throws Exception {
    store(seed).run(seed, RepairRun.Harm.OCTETS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aFileCutShortIsHarmlessOrNamedAndMended(long seed) throws Exception {
    (seed % 2 == 0 ? closed : trimmed).run(seed, RepairRun.Harm.CUT);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void aRepairThatThePowerFailsInIsDoneAgain(long seed) throws Exception {
    store(seed).runCutShort(seed, RepairRun.Harm.OCTETS);
    (seed % 2 == 0 ? closed : trimmed).runCutShort(seed, RepairRun.Harm.CUT);
  }

  @Test
  void aMissingFileIsHarmlessOrNamedAndMended() throws Exception {
    for (RepairRun store : List.of(closed, trimmed)) {
      for (String name : store.files()) {
        store.runWithout(name);
      }
    }
  }

  @Test
  void storesAreTrimmedAndHaveBodiesMoved() {
    assertThat(closed.firstFrame()).isEqualTo(1);
    assertThat(trimmed.firstFrame()).isGreaterThan(1);
    assertThat(moved.hasMovedBodies()).isTrue();
  }

  @Test
  void aSoundStoreIsLeftAsItIs() throws Exception {
    for (RepairRun store : stores) {
      store.runUnharmed();
    }
    assertThat(closed.files())
        .anyMatch(name -> name.endsWith(".lane"))
        .anyMatch(name -> name.endsWith(".snapshot"))
        .anyMatch(name -> name.endsWith(".journal"));
  }
}
