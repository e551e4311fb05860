package org.sheafmail.store.crash;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.store.crash.CrashRun.End;
import org.sheafmail.store.crash.CrashRun.Fault;

/// Random operations on the embedded store and on the memory store, on a disk that works, with many
/// openings in between.
///
/// `-Dsheaf.operations.runs=N` takes so many seeds.
class EmbeddedOperationsTest {
  private static final CrashRun.Plan PLAN =
      new CrashRun.Plan(6, 150, List.of(Fault.NONE), List.of(End.CLOSE, End.KILL), 8 << 10, 0);

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("sheaf.operations.runs", 100));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theEmbeddedStoreDoesWhatTheMemoryStoreDoes(long seed) {
    EmbeddedCrashTest.run(seed, PLAN, new Statistics());
  }
}
