package org.sheafmail.store.state;

import java.io.IOException;
import org.sheafmail.store.MailboxId;

/// Leads from one state of an account to the next, operation by operation. It decides nothing: what
/// was decided stands in the operations.
public final class AccountReplay {
  private AccountReplay() {}

  /// All of a transaction.
  ///
  /// @throws CorruptException if the transaction cannot have been made from `state`
  public static AccountState apply(AccountState state, Transaction transaction) throws IOException {
    AccountState next = state;
    for (Operation operation : transaction.operations()) {
      next = apply(next, operation, transaction.modSeq(), transaction.time());
    }
    CorruptException.unless(
        next.modSeq() == transaction.modSeq(),
        "mod-sequence " + next.modSeq() + " where " + transaction.modSeq() + " was written down");
    return next;
  }

  static AccountState apply(AccountState state, Operation operation, long modSeq, long time)
      throws IOException {
    return switch (operation) {
      case Operation.CreateAccount(var name) -> {
        CorruptException.unless(
            state.name().isEmpty() && !name.isEmpty(), "an account is made twice");
        yield state.named(name);
      }
      case Operation.CreateMailbox(var id, var name, var uidValidity) -> {
        CorruptException.unless(
            id.value() > state.lastMailboxId() && state.mailbox(name) == null,
            "a mailbox is made twice");
        yield state.created(MailboxState.empty(id, name, uidValidity, state.modSeq()));
      }
      case Operation.DeleteMailbox(var id) -> state.deleted(mailbox(state, id).id());
      case Operation.RenameMailbox(var id, var name) ->
          state.renamed(mailbox(state, id).renamed(name));
      case Operation.Subscribe(var name, var subscribed) -> state.subscribed(name, subscribed);
      case Operation.Append(var id, var firstUid, var batch) ->
          state.with(appended(mailbox(state, id), firstUid, batch, modSeq, time), modSeq);
      case Operation.StoreFlags(var id, var uids, var change, var flags) ->
          state.with(mailbox(state, id).storeFlags(uids, change, flags, modSeq).after(), modSeq);
      case Operation.Expunge(var id, var uids) ->
          state.with(mailbox(state, id).without(uids, modSeq).after(), modSeq);
      case Operation.Copy(var from, var uids, var to, var firstUid) -> {
        Batch batch = mailbox(state, from).batch(uids);
        yield state.with(appended(mailbox(state, to), firstUid, batch, modSeq, time), modSeq);
      }
      case Operation.MoveBodies(var moves) -> state.withBodiesMoved(moves);
    };
  }

  private static MailboxState appended(
      MailboxState mailbox, long firstUid, Batch batch, long modSeq, long time) throws IOException {
    CorruptException.unless(
        mailbox.uidNext() == firstUid && mailbox.hasUidsFor(batch.count()),
        "messages from UID " + firstUid + " on where " + mailbox.uidNext() + " was the next");
    return mailbox.with(batch, modSeq, time);
  }

  private static MailboxState mailbox(AccountState state, MailboxId id) throws CorruptException {
    MailboxState mailbox = state.mailbox(id);
    if (mailbox == null) {
      throw new CorruptException("there is no mailbox " + id.value());
    }
    return mailbox;
  }
}
