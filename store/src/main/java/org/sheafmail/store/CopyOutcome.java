package org.sheafmail.store;

import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;

/// What came of [Account#copy] and [Account#move].
public sealed interface CopyOutcome
    permits CopyOutcome.Copied, NoSuchMailbox, UidsExhausted, StoreFull, OutcomeUnknown {
  /// Every message is in the target.
  ///
  /// @param uidValidity of the target
  /// @param source the messages copied, in the source mailbox; may be empty
  /// @param target their UIDs in the target, in the same order, without a gap
  record Copied(UidValidity uidValidity, UidSet source, UidSet target) implements CopyOutcome {}
}
