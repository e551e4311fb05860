package org.sheafmail.protocol.command;

import org.sheafmail.protocol.MailboxName;

/// `rename = "RENAME" SP mailbox SP mailbox` (RFC 3501 §6.3.5).
public record RenameCommand(MailboxName from, MailboxName to) implements Command.Auth {}
