package org.sheafmail.store.embedded;

import java.io.IOException;
import java.time.Clock;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.contract.StoreFixture;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.Disk;

/// An embedded store on disks that are opened one after the other.
final class EmbeddedFixture implements StoreFixture {
  private final Disks disks;
  private final EmbeddedOptions options;
  private EmbeddedStore store;

  @FunctionalInterface
  interface Disks {
    Disk open() throws IOException;
  }

  EmbeddedFixture(Disks disks, EmbeddedOptions options) throws IOException {
    this.disks = disks;
    this.options = options;
    store = openStore();
  }

  private EmbeddedStore openStore() throws IOException {
    return EmbeddedStore.open(disks.open(), options, new TestSummarizer(1), Clock.systemUTC());
  }

  @Override
  public MailStore store() {
    return store;
  }

  @Override
  public void reopen() throws IOException {
    store.close();
    store = openStore();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
