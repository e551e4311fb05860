package org.sheafmail.store;

import java.io.IOException;

/// Where mail is kept: accounts, each with mailboxes of messages.
///
/// Everything a method reports as done survives the loss of power at that moment, and nothing is
/// seen by anyone before that holds. Methods may be called from any thread; none holds a lock while
/// it waits for a caller. A store that can no longer vouch for its disk (a failed sync) is
/// *poisoned*: what was promised stays readable, every change from then on ends as
/// [OutcomeUnknown].
public interface MailStore extends AutoCloseable {
  /// The account of that name, made with its `INBOX` on first use.
  ///
  /// @param name 1 to 255 characters; any but controls
  /// @throws IOException if the store cannot be read
  Account account(String name) throws IOException;

  /// What the store has done since it was opened.
  Counters counters();

  /// Ends background work and lets go of the directory. Changes under way end as [OutcomeUnknown].
  @Override
  void close() throws IOException;

  /// Totals since the store was opened.
  ///
  /// @param syncs calls that force data to the disk, of every file
  /// @param commits transactions made durable
  /// @param poisoned true once the store takes no more changes
  record Counters(long syncs, long commits, boolean poisoned) {}
}
