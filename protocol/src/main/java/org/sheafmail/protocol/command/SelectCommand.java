package org.sheafmail.protocol.command;

import org.sheafmail.protocol.MailboxName;

/// `select = "SELECT" SP mailbox` (RFC 3501 §6.3.1).
public record SelectCommand(MailboxName mailbox) implements Command.Auth {}
