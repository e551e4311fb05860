package org.sheafmail.cli.sample;

import java.time.OffsetDateTime;
import java.util.Set;
import org.sheafmail.protocol.Flag;

/// A finished message and what the mailbox keeps beside it.
///
/// @param message one `char` for each octet, see [Texts]
record Stamped(Set<Flag> flags, OffsetDateTime internalDate, String message) {}
