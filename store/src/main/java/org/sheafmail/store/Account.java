package org.sheafmail.store;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;

/// The mailboxes of one account. A change is durable before its method returns, and is whole or
/// absent whatever fails. Outcomes a client must be told of are values; an `IOException` means the
/// change did not happen.
public interface Account {
  String name();

  /// Every mailbox and subscription as of now; immutable.
  Mailboxes mailboxes();

  /// The mailbox of that name as of now.
  Optional<MailboxView> view(MailboxName name) throws IOException;

  /// The mailbox with that id as of now, under whatever name it has; empty once it is deleted.
  Optional<MailboxView> view(MailboxId id) throws IOException;

  /// Starts adding messages to a mailbox (RFC 3502).
  BeginAppend beginAppend(MailboxName name) throws IOException;

  /// Makes a mailbox, and the names above it as far as they are missing (RFC 3501 §6.3.3). A name
  /// that was used before gets a UIDVALIDITY it never had.
  CreateOutcome create(MailboxName name) throws IOException;

  /// Deletes a mailbox with its messages (RFC 3501 §6.3.4). One with mailboxes below it stays in
  /// [Mailboxes] as a name that cannot be selected.
  DeleteOutcome delete(MailboxName name) throws IOException;

  /// Renames a mailbox and all below it; ids, UIDs and UIDVALIDITY go along. Renaming `INBOX` moves
  /// its messages into the new mailbox and leaves `INBOX` empty (RFC 3501 §6.3.5).
  RenameOutcome rename(MailboxName from, MailboxName to) throws IOException;

  /// Sets whether `name` is in the list of subscriptions (RFC 3501 §6.3.6); it need not exist.
  SubscribeOutcome subscribe(MailboxName name, boolean subscribed) throws IOException;

  /// Changes flags of those of `uids` that exist, in one step with one mod-sequence. Messages whose
  /// flags are already so are left alone.
  ChangeOutcome storeFlags(MailboxId id, UidSet uids, FlagChange change, Set<Flag> flags)
      throws IOException;

  /// Removes those of `uids` that have `\Deleted`, in one step.
  ChangeOutcome expunge(MailboxId id, UidSet uids) throws IOException;

  /// Copies those of `uids` that exist to the end of mailbox `to`, with flags and internal date, in
  /// the order of their UIDs, all together or none (RFC 3501 §6.4.7).
  CopyOutcome copy(MailboxId from, UidSet uids, MailboxName to) throws IOException;

  /// Copies and removes in one step: at no time are the messages in both mailboxes or in neither
  /// (RFC 6851).
  CopyOutcome move(MailboxId from, UidSet uids, MailboxName to) throws IOException;

  /// The first UID that no session has been told of as recent yet, and marks all as told
  /// (`\Recent`, RFC 3501 §2.3.2). Kept as well as it can be, not durably.
  long claimRecent(MailboxId id) throws IOException;

  /// The value [#claimRecent] would return, without marking (EXAMINE, STATUS).
  long firstRecent(MailboxId id) throws IOException;

  /// Calls `onChange` after each change to the mailbox, once the change can be seen in [#view];
  /// also when it is deleted. The call comes from the thread that published the change, in order:
  /// it must return at once and throw nothing.
  Watch watch(MailboxId id, Runnable onChange);

  /// A registration of [#watch]; closing it ends the calls.
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /// How [#storeFlags] joins the flags given with those a message has (RFC 3501 §6.4.6).
  enum FlagChange {
    ADD,
    REMOVE,
    REPLACE
  }
}
