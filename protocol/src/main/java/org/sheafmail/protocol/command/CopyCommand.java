package org.sheafmail.protocol.command;

import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.SequenceSet;

/// `copy = ["UID" SP] "COPY" SP sequence-set SP mailbox` (RFC 3501 §6.4.7).
///
/// @param uid true if `messages` are UIDs, not sequence numbers
public record CopyCommand(boolean uid, SequenceSet messages, MailboxName mailbox)
    implements Command.Select {}
