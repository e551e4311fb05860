package org.sheafmail.client;

/// A mailbox that was to be made.
///
/// @param isNew false if it could not be made, since it is there already
public record CreatedMailbox(SelectedMailbox mailbox, boolean isNew) {}
