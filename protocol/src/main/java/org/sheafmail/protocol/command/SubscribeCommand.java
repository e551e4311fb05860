package org.sheafmail.protocol.command;

import org.sheafmail.protocol.MailboxName;

/// `subscribe = "SUBSCRIBE" SP mailbox` (RFC 3501 §6.3.6).
public record SubscribeCommand(MailboxName mailbox) implements Command.Auth {}
