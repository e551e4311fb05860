package org.sheafmail.protocol.command;

import org.sheafmail.protocol.MailboxName;

/// `examine = "EXAMINE" SP mailbox` (RFC 3501 §6.3.2).
public record ExamineCommand(MailboxName mailbox) implements Command.Auth {}
