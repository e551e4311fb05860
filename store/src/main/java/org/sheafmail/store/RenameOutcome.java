package org.sheafmail.store;

/// What came of [Account#rename].
public sealed interface RenameOutcome
    permits Done,
        NoSuchMailbox,
        AlreadyExists,
        RenameOutcome.NotAllowed,
        StoreFull,
        OutcomeUnknown {
  /// The target lies below the source, or a name would become too long.
  record NotAllowed(String why) implements RenameOutcome {}
}
