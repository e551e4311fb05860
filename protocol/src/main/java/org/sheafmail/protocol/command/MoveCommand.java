package org.sheafmail.protocol.command;

import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.SequenceSet;

/// `move = ["UID" SP] "MOVE" SP sequence-set SP mailbox` (RFC 6851 §3.1).
///
/// @param uid true if `messages` are UIDs, not sequence numbers
public record MoveCommand(boolean uid, SequenceSet messages, MailboxName mailbox)
    implements Command.Select {}
