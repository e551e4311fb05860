package org.sheafmail.store.memory;

import java.time.Clock;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.contract.MailStoreContract;
import org.sheafmail.store.contract.StoreFixture;
import org.sheafmail.store.contract.TestSummarizer;

class MemoryStoreTest extends MailStoreContract {
  @Override
  protected StoreFixture open() {
    MemoryStore store = new MemoryStore(new TestSummarizer(1), Clock.systemUTC());
    return new StoreFixture() {
      @Override
      public MailStore store() {
        return store;
      }

      @Override
      public void reopen() {
        // It keeps nothing, so it stays open.
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }
}
