package org.sheafmail.protocol.command;

import java.util.Optional;

/// `search = ["UID" SP] "SEARCH" [SP "CHARSET" SP astring] 1*(SP search-key)` (RFC 3501 §6.4.4).
///
/// @param uid true if the answer is to be UIDs, not sequence numbers
/// @param charset as named by the client. Without one, strings are taken as UTF-8, of which
///   US-ASCII is a part
/// @param key all the keys as one; empty if the charset is not known, so that the strings cannot be
///   understood: the answer is `NO [BADCHARSET]`
public record SearchCommand(boolean uid, Optional<String> charset, Optional<SearchKey> key)
    implements Command.Select {}
