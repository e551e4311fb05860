package org.sheafmail.store.contract;

import java.io.IOException;
import org.sheafmail.store.MailStore;

/// A store for one test, and how to open it again.
public interface StoreFixture extends AutoCloseable {
  /// The store as it is open now.
  MailStore store();

  /// Closes the store and opens it again from what it kept; a store that keeps nothing carries on.
  void reopen() throws IOException;

  @Override
  void close() throws IOException;
}
