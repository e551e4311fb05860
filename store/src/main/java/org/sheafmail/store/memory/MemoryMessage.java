package org.sheafmail.store.memory;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import org.sheafmail.protocol.Flag;

/// One message in one mailbox.
record MemoryMessage(
    long uid,
    long modSeq,
    Set<Flag> flags,
    OffsetDateTime internalDate,
    Instant saveDate,
    MemoryBody body) {

  /// A message that is not in a mailbox yet.
  record Staged(Set<Flag> flags, OffsetDateTime internalDate, MemoryBody body) {}

  Staged staged() {
    return new Staged(flags, internalDate, body);
  }

  MemoryMessage withFlags(Set<Flag> changed, long modSeq) {
    return new MemoryMessage(uid, modSeq, changed, internalDate, saveDate, body);
  }
}
