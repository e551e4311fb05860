package org.sheafmail.protocol.command;

/// `IDLE` (RFC 2177 §3), ended by the line `DONE`.
public record IdleCommand() implements Command.Auth {}
