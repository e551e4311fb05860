package org.sheafmail.store;

/// What came of [Account#create].
public sealed interface CreateOutcome
    permits CreateOutcome.Created, AlreadyExists, StoreFull, OutcomeUnknown {
  /// The mailbox exists now.
  record Created(MailboxId id) implements CreateOutcome {}
}
