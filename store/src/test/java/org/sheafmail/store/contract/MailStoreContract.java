package org.sheafmail.store.contract;

import java.io.IOException;
import org.junit.jupiter.api.Nested;

/// Everything [org.sheafmail.store.MailStore] promises, as tests every store inherits.
///
/// After each test the store is opened again and must show what it showed before.
public abstract class MailStoreContract {
  /// A fresh, empty store which sums messages up with [TestSummarizer] version 1.
  protected abstract StoreFixture open() throws IOException;

  @Nested
  class Append extends AppendContract {
    @Override
    StoreFixture open() throws IOException {
      return MailStoreContract.this.open();
    }
  }

  @Nested
  class Mailboxes extends MailboxesContract {
    @Override
    StoreFixture open() throws IOException {
      return MailStoreContract.this.open();
    }
  }

  @Nested
  class Flags extends FlagsContract {
    @Override
    StoreFixture open() throws IOException {
      return MailStoreContract.this.open();
    }
  }

  @Nested
  class Copy extends CopyContract {
    @Override
    StoreFixture open() throws IOException {
      return MailStoreContract.this.open();
    }
  }

  @Nested
  class View extends ViewContract {
    @Override
    StoreFixture open() throws IOException {
      return MailStoreContract.this.open();
    }
  }

  @Nested
  class Watch extends WatchContract {
    @Override
    StoreFixture open() throws IOException {
      return MailStoreContract.this.open();
    }
  }

  @Nested
  class Concurrency extends ConcurrencyContract {
    @Override
    StoreFixture open() throws IOException {
      return MailStoreContract.this.open();
    }
  }
}
