package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.function.LongConsumer;

/// Damages stores and repairs them with one seed; made by name in another class loader.
public final class RepairTrial implements LongConsumer {
  /// Each of these tries every operation, which takes long.
  private static final int CUT_SHORT_ONE_IN = 4;

  private final RepairRun closed = new RepairRun(RepairRun.Life.CLOSED);

  public RepairTrial() throws IOException {
    RepairRun.quiet(true);
    closed.fill();
  }

  @Override
  public void accept(long seed) {
    try {
      closed.run(seed, RepairRun.Harm.OCTETS);
      if (seed % CUT_SHORT_ONE_IN == 0) {
        closed.runCutShort(seed, RepairRun.Harm.OCTETS);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
