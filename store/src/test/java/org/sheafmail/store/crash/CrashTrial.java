package org.sheafmail.store.crash;

import java.util.function.LongConsumer;

/// Runs the embedded store with one seed; made by name in another class loader.
public final class CrashTrial implements LongConsumer {
  @Override
  public void accept(long seed) {
    EmbeddedCrashTest.run(seed, EmbeddedCrashTest.PLAN, new Statistics());
  }
}
