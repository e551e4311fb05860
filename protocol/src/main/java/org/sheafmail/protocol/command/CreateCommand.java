package org.sheafmail.protocol.command;

import org.sheafmail.protocol.MailboxName;

/// `create = "CREATE" SP mailbox` (RFC 3501 §6.3.3). A separator at the end of the name, which
/// announces mailboxes to be made below it, is dropped.
public record CreateCommand(MailboxName mailbox) implements Command.Auth {}
