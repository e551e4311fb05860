package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens to a file of a store is harmless, or a check finds and names it; nobody is ever
/// served anything wrong; and a repair brings back all that is left.
class RepairTest {
  private static final RepairRun closed = new RepairRun(true);
  private static final RepairRun killed = new RepairRun(false);

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("sheaf.repair.runs", 120));
  }

  @BeforeAll
  static void fill() throws Exception {
    RepairRun.quiet(true);
    closed.fill();
    killed.fill();
  }

  @AfterAll
  static void loud() {
    RepairRun.quiet(false);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void octetsThatRotAreHarmlessOrNamedAndMended(long seed) throws Exception {
    (seed % 2 == 0 ? closed : killed).run(seed, RepairRun.Harm.OCTETS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aFileCutShortIsHarmlessOrNamedAndMended(long seed) throws Exception {
    closed.run(seed, RepairRun.Harm.CUT);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void aRepairThatThePowerFailsInIsDoneAgain(long seed) throws Exception {
    (seed % 2 == 0 ? closed : killed).runCutShort(seed, RepairRun.Harm.OCTETS);
    closed.runCutShort(seed, RepairRun.Harm.CUT);
  }

  @Test
  void aMissingFileIsHarmlessOrNamedAndMended() throws Exception {
    for (String name : closed.files()) {
      closed.runWithout(name);
    }
  }

  @Test
  void aSoundStoreIsLeftAsItIs() throws Exception {
    closed.runUnharmed();
    assertThat(closed.files())
        .anyMatch(name -> name.endsWith(".lane"))
        .anyMatch(name -> name.endsWith(".snapshot"))
        .anyMatch(name -> name.endsWith(".journal"));
  }
}
