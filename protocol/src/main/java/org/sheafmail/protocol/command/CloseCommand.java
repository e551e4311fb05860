package org.sheafmail.protocol.command;

/// `CLOSE` (RFC 3501 §6.4.2).
public record CloseCommand() implements Command.Select {}
