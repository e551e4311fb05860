package org.sheafmail.store;

import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;

/// Every message of the batch is in the mailbox.
///
/// @param uids one per message, ascending without a gap in the order of the batch; empty for an
///   empty batch
/// @param modSeq the one mod-sequence all of them have
public record Appended(UidValidity uidValidity, UidSet uids, long modSeq)
    implements AppendOutcome {}
