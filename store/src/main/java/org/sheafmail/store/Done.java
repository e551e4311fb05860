package org.sheafmail.store;

/// The change is durable and visible.
public record Done() implements DeleteOutcome, RenameOutcome, SubscribeOutcome {}
