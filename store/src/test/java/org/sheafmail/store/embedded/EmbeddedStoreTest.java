package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.store.contract.MailStoreContract;
import org.sheafmail.store.contract.StoreFixture;
import org.sheafmail.store.disk.FileDisk;

/// The embedded store as a server runs it: real files, everything in the background.
class EmbeddedStoreTest extends MailStoreContract {
  @TempDir Path directory;

  @Override
  protected StoreFixture open() throws IOException {
    return new EmbeddedFixture(() -> FileDisk.open(directory), EmbeddedOptions.defaults());
  }
}
