package org.sheafmail.store.crash;

import java.util.function.LongConsumer;

/// Damages the embedded store with one seed; made by name in another class loader.
public final class DamageTrial implements LongConsumer {
  @Override
  public void accept(long seed) {
    new DamageRun(seed).run();
  }
}
