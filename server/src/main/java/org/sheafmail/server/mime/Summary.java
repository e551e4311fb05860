package org.sheafmail.server.mime;

import org.sheafmail.protocol.Envelope;

/// What is asked of a message again and again: its envelope, its structure, and where each part is.
///
/// @param root the message itself
public record Summary(Envelope envelope, Part root) {}
