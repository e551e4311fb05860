package org.sheafmail.store;

/// What came of [Account#subscribe].
public sealed interface SubscribeOutcome permits Done, StoreFull, OutcomeUnknown {}
