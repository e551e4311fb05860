package org.sheafmail.client;

import java.util.Optional;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;

/// What a successful append brought.
///
/// @param messages how many were appended
/// @param uids where they are now; empty if the server does not tell (`UIDPLUS`, RFC 4315)
public record AppendResult(long messages, Optional<Uids> uids) {
  /// The UIDs the messages got: the first of the batch has the smallest, and so on.
  public record Uids(UidValidity uidValidity, UidSet uids) {}
}
