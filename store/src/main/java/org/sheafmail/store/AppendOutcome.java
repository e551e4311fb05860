package org.sheafmail.store;

/// What came of [AppendTransaction#commit].
public sealed interface AppendOutcome
    permits Appended, NoSuchMailbox, UidsExhausted, StoreFull, OutcomeUnknown {}
