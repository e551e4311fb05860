package org.sheafmail.store;

import org.sheafmail.protocol.UidSet;

/// What came of a change to messages of one mailbox.
public sealed interface ChangeOutcome
    permits ChangeOutcome.Changed, NoSuchMailbox, StoreFull, OutcomeUnknown {
  /// The change is durable and visible.
  ///
  /// @param uids the messages that changed or went; may be empty
  /// @param after the mailbox right after the change
  record Changed(UidSet uids, MailboxView after) implements ChangeOutcome {}
}
