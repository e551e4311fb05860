package org.sheafmail.protocol.command;

import java.util.Optional;
import org.sheafmail.protocol.wire.SequenceSet;

/// `EXPUNGE` (RFC 3501 §6.4.3), or `uid-expunge = "UID" SP "EXPUNGE" SP sequence-set` (RFC 4315
/// §2.1).
///
/// @param uids the messages it is confined to; empty for the plain command
public record ExpungeCommand(Optional<SequenceSet> uids) implements Command.Select {}
