package org.sheafmail.protocol.command;

/// `UNSELECT` (RFC 3691 §2).
public record UnselectCommand() implements Command.Select {}
