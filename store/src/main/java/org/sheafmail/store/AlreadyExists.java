package org.sheafmail.store;

/// A mailbox of the name wanted is already there.
public record AlreadyExists() implements CreateOutcome, RenameOutcome {}
