package org.sheafmail.protocol.command;

/// `CAPABILITY` (RFC 3501 §6.1.1).
public record CapabilityCommand() implements Command.Any {}
