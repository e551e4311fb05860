package org.sheafmail.store.crash;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Octets that rot on the disk are harmless or noticed; nobody is ever shown anything that is
/// neither what was stored nor an error.
class EmbeddedDamageTest {
  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("sheaf.damage.runs", 40));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void damageIsHarmlessOrNoticed(long seed) {
    new DamageRun(seed).run();
  }
}
