package org.sheafmail.store.crash;

import java.util.function.LongConsumer;

/// Runs the embedded store with one seed and many backups; made by name in another class loader.
public final class BackupTrial implements LongConsumer {
  @Override
  public void accept(long seed) {
    EmbeddedCrashTest.run(seed, EmbeddedCrashTest.WITH_BACKUPS, new Statistics());
  }
}
