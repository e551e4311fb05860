package org.sheafmail.store;

/// What came of [Account#beginAppend].
public sealed interface BeginAppend
    permits AppendTransaction, NoSuchMailbox, StoreFull, OutcomeUnknown {}
