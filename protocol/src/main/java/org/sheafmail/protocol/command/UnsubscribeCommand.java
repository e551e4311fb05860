package org.sheafmail.protocol.command;

import org.sheafmail.protocol.MailboxName;

/// `unsubscribe = "UNSUBSCRIBE" SP mailbox` (RFC 3501 §6.3.7).
public record UnsubscribeCommand(MailboxName mailbox) implements Command.Auth {}
