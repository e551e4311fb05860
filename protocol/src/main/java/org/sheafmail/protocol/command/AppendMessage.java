package org.sheafmail.protocol.command;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.wire.Literal;

/// One message of an `APPEND`: `append-message = append-opts SP append-data` (RFC 4466 §3, for RFC
/// 3502).
///
/// @param flags as sent, equal ones folded. A name with a backslash that is no system flag is
///   grammatical, so it may be here; nothing can be done with it but refuse it
/// @param internalDate to the second, with the offset from UTC as sent
/// @param literal the message's octets, not yet accepted
public record AppendMessage(
    Set<Flag> flags, Optional<OffsetDateTime> internalDate, Literal literal) {}
