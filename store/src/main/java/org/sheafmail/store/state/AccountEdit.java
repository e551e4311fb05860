package org.sheafmail.store.state;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.AlreadyExists;
import org.sheafmail.store.AppendOutcome;
import org.sheafmail.store.Appended;
import org.sheafmail.store.CopyOutcome;
import org.sheafmail.store.CreateOutcome;
import org.sheafmail.store.DeleteOutcome;
import org.sheafmail.store.Done;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.RenameOutcome;
import org.sheafmail.store.SubscribeOutcome;
import org.sheafmail.store.UidsExhausted;

/// One [Transaction] in the making: decides what a request means for the account as it is, writes
/// the decision down as operations and shows what the account will be.
///
/// Nothing is seen by anyone until the engine has made [#transaction] durable and publishes
/// [#after]. Applying the transaction to the same state again ([AccountReplay]) gives the same
/// result, whatever the time and the version of the rules in here. Owned by one thread.
public final class AccountEdit {
  private final AccountState before;
  private final Instant now;
  private final List<Operation> operations = new ArrayList<>();
  private final long nextModSeq;
  private AccountState state;

  public AccountEdit(AccountState before, Instant now) {
    this.before = before;
    this.now = now;
    this.state = before;
    this.nextModSeq = before.modSeq() + 1;
  }

  /// The account as it will be.
  public AccountState after() {
    return state;
  }

  /// True if there is nothing to make durable.
  public boolean isEmpty() {
    return operations.isEmpty();
  }

  public Transaction transaction() {
    return new Transaction(before.number(), state.modSeq(), microseconds(), operations);
  }

  private long microseconds() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, now);
  }

  private void apply(Operation operation) throws IOException {
    state = AccountReplay.apply(state, operation, nextModSeq, microseconds());
    operations.add(operation);
  }

  /// Gives a new account its name and its `INBOX`.
  public void createAccount(String name) throws IOException {
    apply(new Operation.CreateAccount(name));
    createMailbox(MailboxName.INBOX);
  }

  public CreateOutcome create(MailboxName name) throws IOException {
    if (state.mailbox(name) != null) {
      return new AlreadyExists();
    }
    return new CreateOutcome.Created(createMailbox(name));
  }

  /// rfc3501/uidvalidity, rfc3501/create-uids: every mailbox ever made has a higher value than all
  /// before it.
  private MailboxId createMailbox(MailboxName name) throws IOException {
    MailboxId id = new MailboxId(state.lastMailboxId() + 1);
    // It starts from the clock so that an account deleted and made anew under its old name does not
    // give out the old values again.
    long uidValidity =
        Math.max(state.lastUidValidity() + 1, Math.clamp(now.getEpochSecond(), 1, Uid.MAX));
    apply(new Operation.CreateMailbox(id, name, new UidValidity(uidValidity)));
    return id;
  }

  /// rfc3501/delete-keeps-inferiors: a name with mailboxes below it is kept by them.
  public DeleteOutcome delete(MailboxName name) throws IOException {
    if (name.isInbox()) {
      return new DeleteOutcome.NotAllowed("INBOX cannot be deleted");
    }
    MailboxState mailbox = state.mailbox(name);
    if (mailbox == null) {
      return state.names().byName().containsKey(name)
          ? new DeleteOutcome.NotAllowed("the name has mailboxes below it")
          : new NoSuchMailbox();
    }
    apply(new Operation.DeleteMailbox(mailbox.id()));
    return new Done();
  }

  public RenameOutcome rename(MailboxName from, MailboxName to) throws IOException {
    List<MailboxState> moving =
        state.mailboxes().stream()
            .filter(m -> m.name().equals(from) || (m.name().isBelow(from) && !from.isInbox()))
            .toList();
    if (moving.isEmpty()) {
      return new NoSuchMailbox();
    }
    if (state.names().byName().containsKey(to)) {
      return new AlreadyExists();
    }
    if (from.isInbox()) {
      renameInbox(moving.getFirst(), to);
      return new Done();
    }
    if (to.isBelow(from)) {
      return new RenameOutcome.NotAllowed("the new name lies below the old one");
    }
    List<Operation> renames = new ArrayList<>();
    for (MailboxState mailbox : moving) {
      try {
        renames.add(new Operation.RenameMailbox(mailbox.id(), mailbox.name().moved(from, to)));
      } catch (IllegalArgumentException e) {
        return new RenameOutcome.NotAllowed("a name below it would become too long");
      }
    }
    for (Operation rename : renames) {
      apply(rename);
    }
    return new Done();
  }

  /// rfc3501/rename-inbox
  private void renameInbox(MailboxState inbox, MailboxName to) throws IOException {
    MailboxId target = createMailbox(to);
    UidSet all = inbox.existing(UidSet.range(1, Uid.MAX));
    if (!all.isEmpty()) {
      apply(new Operation.Copy(inbox.id(), all, target, 1));
      apply(new Operation.Expunge(inbox.id(), all));
    }
  }

  public SubscribeOutcome subscribe(MailboxName name, boolean subscribed) throws IOException {
    if (state.names().subscribed().contains(name) != subscribed) {
      apply(new Operation.Subscribe(name, subscribed));
    }
    return new Done();
  }

  /// rfc3502/uids-ascend, rfc3502/uids-contiguous, rfc3502/appenduid-order,
  /// rfc3502/uidnext-untouched, rfc3501/uidnext: UIDs are given here, at the moment of the commit,
  /// to all of a batch at once; what never comes here has changed nothing.
  public AppendOutcome append(MailboxId id, Batch batch) throws IOException {
    MailboxState mailbox = state.mailbox(id);
    if (mailbox == null) {
      return new NoSuchMailbox();
    }
    long count = batch.count();
    if (count == 0) {
      return new Appended(mailbox.uidValidity(), UidSet.EMPTY, mailbox.highestModSeq());
    }
    if (!mailbox.hasUidsFor(count)) {
      return new UidsExhausted();
    }
    long first = mailbox.uidNext();
    apply(new Operation.Append(id, first, batch));
    return new Appended(
        mailbox.uidValidity(), UidSet.range(first, first + count - 1), state.modSeq());
  }

  /// The messages whose flags changed; empty if there is no such mailbox.
  public Optional<UidSet> storeFlags(MailboxId id, UidSet uids, FlagChange change, Set<Flag> flags)
      throws IOException {
    MailboxState mailbox = state.mailbox(id);
    if (mailbox == null) {
      return Optional.empty();
    }
    MailboxState.Changed changed = mailbox.storeFlags(uids, change, flags, nextModSeq);
    if (!changed.uids().isEmpty()) {
      operations.add(new Operation.StoreFlags(id, uids, change, flags));
      state = state.with(changed.after(), nextModSeq);
    }
    return Optional.of(changed.uids());
  }

  /// The messages that went; empty if there is no such mailbox.
  public Optional<UidSet> expunge(MailboxId id, UidSet uids) throws IOException {
    MailboxState mailbox = state.mailbox(id);
    if (mailbox == null) {
      return Optional.empty();
    }
    UidSet gone = mailbox.deleted(uids);
    if (!gone.isEmpty()) {
      apply(new Operation.Expunge(id, gone));
    }
    return Optional.of(gone);
  }

  /// The octets of messages were copied elsewhere and are to be found there. Whichever messages
  /// have them by now follow: those that were copied meanwhile do, those that went do not matter.
  public void moveBodies(Moves moves) throws IOException {
    apply(new Operation.MoveBodies(moves));
  }

  /// Copies messages to the end of a mailbox, which may be the one they are in.
  ///
  /// @param remove whether they leave the mailbox they are in
  public CopyOutcome copy(MailboxId from, UidSet uids, MailboxName to, boolean remove)
      throws IOException {
    MailboxState source = state.mailbox(from);
    @Nullable MailboxState target = state.mailbox(to);
    if (source == null || target == null) {
      return new NoSuchMailbox();
    }
    UidSet chosen = source.existing(uids);
    if (chosen.isEmpty()) {
      return new CopyOutcome.Copied(target.uidValidity(), UidSet.EMPTY, UidSet.EMPTY);
    }
    long count = chosen.size();
    if (!target.hasUidsFor(count)) {
      return new UidsExhausted();
    }
    // rfc4315/uids-ascend
    long first = target.uidNext();
    apply(new Operation.Copy(from, chosen, target.id(), first));
    if (remove) {
      apply(new Operation.Expunge(from, chosen));
    }
    return new CopyOutcome.Copied(
        target.uidValidity(), chosen, UidSet.range(first, first + count - 1));
  }
}
