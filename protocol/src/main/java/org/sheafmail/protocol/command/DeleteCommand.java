package org.sheafmail.protocol.command;

import org.sheafmail.protocol.MailboxName;

/// `delete = "DELETE" SP mailbox` (RFC 3501 §6.3.4).
public record DeleteCommand(MailboxName mailbox) implements Command.Auth {}
