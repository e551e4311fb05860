package org.sheafmail.store.state;

import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxId;

/// One step of a [Transaction]. Everything that was decided when it was made, above all ids and
/// UIDs, is written down in it, so that applying it again gives the same state.
public sealed interface Operation {
  /// The account comes to be; always its first operation.
  record CreateAccount(String name) implements Operation {}

  /// A mailbox with nothing in it comes to be.
  record CreateMailbox(MailboxId id, MailboxName name, UidValidity uidValidity)
      implements Operation {}

  /// A mailbox goes with all its messages.
  record DeleteMailbox(MailboxId id) implements Operation {}

  /// A mailbox gets another name; those below it have operations of their own.
  record RenameMailbox(MailboxId id, MailboxName name) implements Operation {}

  record Subscribe(MailboxName name, boolean subscribed) implements Operation {}

  /// Messages come in at the end of a mailbox, the first of them as `firstUid`.
  record Append(MailboxId mailbox, long firstUid, Batch batch) implements Operation {}

  /// The flags of those of `uids` that exist change.
  record StoreFlags(MailboxId mailbox, UidSet uids, FlagChange change, Set<Flag> flags)
      implements Operation {
    public StoreFlags {
      flags = Set.copyOf(flags);
    }
  }

  /// These messages go, whatever their flags.
  record Expunge(MailboxId mailbox, UidSet uids) implements Operation {}

  /// Messages come in at the end of mailbox `to` that share their octets with those in `from`.
  record Copy(MailboxId from, UidSet uids, MailboxId to, long firstUid) implements Operation {}

  /// The octets of messages are found elsewhere, in whatever mailbox the messages are; nothing else
  /// about them changes.
  record MoveBodies(Moves moves) implements Operation {}
}
