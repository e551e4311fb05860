package org.sheafmail.protocol.command;

import org.sheafmail.protocol.MailboxName;

/// `append = "APPEND" SP mailbox 1*append-message` (RFC 4466 §3, for RFC 3502): one message or
/// many, all appended or none.
public record AppendCommand(MailboxName mailbox, AppendMessages messages) implements Command.Auth {}
