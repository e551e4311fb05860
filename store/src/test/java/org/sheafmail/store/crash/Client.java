package org.sheafmail.store.crash;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sheafmail.store.Account;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.MailStore;

/// Everyone who uses one store at the same time: the store, and the appends under way, by number.
final class Client {
  private final MailStore store;
  private final Map<Integer, AppendTransaction> appends = new ConcurrentHashMap<>();

  Client(MailStore store) {
    this.store = store;
  }

  MailStore store() {
    return store;
  }

  Account account(String name) throws IOException {
    return store.account(name);
  }

  void begun(int slot, AppendTransaction append) {
    appends.put(slot, append);
  }

  AppendTransaction append(int slot) {
    return appends.get(slot);
  }

  /// Closes the append of that number if there is one.
  void end(int slot) throws IOException {
    AppendTransaction append = appends.remove(slot);
    if (append != null) {
      append.close();
    }
  }

  /// Closes whatever is under way.
  void endAll() throws IOException {
    for (int slot : appends.keySet().toArray(Integer[]::new)) {
      end(slot);
    }
  }
}
