package org.sheafmail.protocol.command;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.wire.SequenceSet;

/// `store = ["UID" SP] "STORE" SP sequence-set SP store-att-flags` (RFC 3501 §6.4.6).
///
/// @param uid true if `messages` are UIDs, not sequence numbers
/// @param silent true for `.SILENT`
/// @param flags may be empty
public record StoreCommand(
    boolean uid, SequenceSet messages, Mode mode, boolean silent, Set<Flag> flags)
    implements Command.Select {
  public StoreCommand {
    flags = Collections.unmodifiableSet(new LinkedHashSet<>(flags));
  }

  /// How the flags given join those a message has.
  public enum Mode {
    /// `FLAGS`.
    REPLACE,
    /// `+FLAGS`.
    ADD,
    /// `-FLAGS`.
    REMOVE
  }
}
