package org.sheafmail.store.embedded;

import java.io.IOException;
import java.util.Random;
import org.sheafmail.store.contract.MailStoreContract;
import org.sheafmail.store.contract.StoreFixture;
import org.sheafmail.store.disk.SimulatedDisk;

/// The embedded store with every limit so small that each is met, and nothing in the background.
class SmallEmbeddedStoreTest extends MailStoreContract {
  @Override
  protected StoreFixture open() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(1);
    return new EmbeddedFixture(() -> disk, EmbeddedOptions.forTests(new Random(1)));
  }
}
