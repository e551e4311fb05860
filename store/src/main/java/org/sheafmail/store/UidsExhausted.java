package org.sheafmail.store;

/// The mailbox has too few UIDs left; nothing was changed. It needs a new UIDVALIDITY, that is, to
/// be made anew.
public record UidsExhausted() implements AppendOutcome, CopyOutcome {}
