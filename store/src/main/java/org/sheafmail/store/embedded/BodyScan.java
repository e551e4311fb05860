package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.Chunk;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.MailboxState;

/// Looks at every message of the store. Nobody counts references to bodies: which bodies are in use
/// is found out by looking, each time, so that no mistake in counting can ever cost a message.
///
/// Each account is seen as it is at some moment during the scan. A body that no message had then
/// never gets one again, if it stands in a file that was sealed before.
final class BodyScan {
  /// Octets of a message in a snapshot, about.
  private static final int ROW_OCTETS = 32;

  private final Accounts accounts;

  /// Sees messages; some of them twice now and then.
  @FunctionalInterface
  interface Visitor {
    void visit(AccountCell account, Chunk chunk);
  }

  BodyScan(Accounts accounts) {
    this.accounts = accounts;
  }

  void run(Pace pace, Visitor visitor) throws IOException {
    for (long number : accounts.numbers()) {
      AccountCell account = accounts.find(number);
      if (account != null) {
        visit(account, pace, visitor);
      }
    }
  }

  private static void visit(AccountCell account, Pace pace, Visitor visitor) throws IOException {
    AccountState state = account.state();
    while (true) {
      try {
        visit(account, state, pace, visitor);
        return;
      } catch (FileNotFoundException e) {
        // Of a value that is no longer current, a snapshot may be gone.
        AccountState now = account.state();
        if (now.equals(state)) {
          throw e;
        }
        state = now;
      }
    }
  }

  private static void visit(AccountCell account, AccountState state, Pace pace, Visitor visitor)
      throws IOException {
    for (MailboxState mailbox : state.mailboxes()) {
      for (ChunkHandle handle : mailbox.chunks()) {
        Chunk chunk = handle.peek();
        pace.spent((long) ROW_OCTETS * chunk.count());
        visitor.visit(account, chunk);
      }
    }
  }

  /// What all messages come to, copies counted as well.
  record Totals(long messages, long octets) {}

  Totals totals() throws IOException {
    long messages = 0;
    long octets = 0;
    for (long number : accounts.numbers()) {
      AccountCell account = accounts.find(number);
      if (account != null) {
        for (MailboxState mailbox : account.state().mailboxes()) {
          for (ChunkHandle handle : mailbox.chunks()) {
            messages += handle.stats().count();
            octets += handle.stats().totalSize();
          }
        }
      }
    }
    return new Totals(messages, octets);
  }
}
