package org.sheafmail.protocol.command;

/// `CHECK` (RFC 3501 §6.4.1).
public record CheckCommand() implements Command.Select {}
