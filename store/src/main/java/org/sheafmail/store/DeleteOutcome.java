package org.sheafmail.store;

/// What came of [Account#delete]. `INBOX` is never deleted.
public sealed interface DeleteOutcome
    permits Done, NoSuchMailbox, DeleteOutcome.NotAllowed, StoreFull, OutcomeUnknown {
  /// `INBOX`, or a name that only has mailboxes below it.
  record NotAllowed(String why) implements DeleteOutcome {}
}
