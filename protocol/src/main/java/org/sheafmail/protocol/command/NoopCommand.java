package org.sheafmail.protocol.command;

/// `NOOP` (RFC 3501 §6.1.2).
public record NoopCommand() implements Command.Any {}
