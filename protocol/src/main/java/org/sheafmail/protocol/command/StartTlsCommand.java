package org.sheafmail.protocol.command;

/// `STARTTLS` (RFC 3501 §6.2.1).
public record StartTlsCommand() implements Command.NonAuth {}
