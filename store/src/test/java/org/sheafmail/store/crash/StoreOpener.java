package org.sheafmail.store.crash;

import java.io.IOException;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.disk.Disk;

/// Opens the store under test on whatever a disk holds.
@FunctionalInterface
interface StoreOpener {
  MailStore open(Disk disk, RandomGenerator random, Clock clock) throws IOException;
}
