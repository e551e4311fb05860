package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.BeginAppend;
import org.sheafmail.store.ChangeOutcome;
import org.sheafmail.store.CopyOutcome;
import org.sheafmail.store.CreateOutcome;
import org.sheafmail.store.DeleteOutcome;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.Mailboxes;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.RenameOutcome;
import org.sheafmail.store.SubscribeOutcome;
import org.sheafmail.store.state.AccountEdit;
import org.sheafmail.store.state.MailboxState;

/// An account of an [EmbeddedStore]: reads what is published, and hands every change to the
/// committer.
final class EmbeddedAccount implements Account {
  private final EmbeddedStore store;
  private final AccountCell cell;

  EmbeddedAccount(EmbeddedStore store, AccountCell cell) {
    this.store = store;
    this.cell = cell;
  }

  @Override
  public String name() {
    return cell.state().name();
  }

  @Override
  public Mailboxes mailboxes() {
    return cell.state().names();
  }

  @Override
  public Optional<MailboxView> view(MailboxName name) throws IOException {
    return view(() -> cell.state().mailbox(name));
  }

  @Override
  public Optional<MailboxView> view(MailboxId id) throws IOException {
    return view(() -> cell.state().mailbox(id));
  }

  /// @param current the mailbox as of now
  private Optional<MailboxView> view(Supplier<@Nullable MailboxState> current) throws IOException {
    BodyReader reader = store.reader();
    MailboxState mailbox = current.get();
    while (mailbox != null) {
      try {
        return Optional.of(new EmbeddedView(mailbox, reader));
      } catch (FileNotFoundException e) {
        // Of a value that is no longer current, a snapshot may be gone.
        MailboxState now = current.get();
        if (mailbox.equals(now)) {
          throw e;
        }
        mailbox = now;
      }
    }
    return Optional.empty();
  }

  @Override
  public BeginAppend beginAppend(MailboxName name) throws IOException {
    MailboxState mailbox = cell.state().mailbox(name);
    return mailbox == null ? new NoSuchMailbox() : store.beginAppend(cell, mailbox.id());
  }

  @Override
  public CreateOutcome create(MailboxName name) throws IOException {
    return this.<CreateOutcome>commit(Change.growing((edit, _) -> edit.create(name)))
        .orElse(full -> full, unknown -> unknown);
  }

  @Override
  public DeleteOutcome delete(MailboxName name) throws IOException {
    return this.<DeleteOutcome>commit(Change.shrinking((edit, _) -> edit.delete(name)))
        .orElse(full -> full, unknown -> unknown);
  }

  @Override
  public RenameOutcome rename(MailboxName from, MailboxName to) throws IOException {
    return this.<RenameOutcome>commit(Change.growing((edit, _) -> edit.rename(from, to)))
        .orElse(full -> full, unknown -> unknown);
  }

  @Override
  public SubscribeOutcome subscribe(MailboxName name, boolean subscribed) throws IOException {
    return this.<SubscribeOutcome>commit(
            Change.growing((edit, _) -> edit.subscribe(name, subscribed)))
        .orElse(full -> full, unknown -> unknown);
  }

  @Override
  public ChangeOutcome storeFlags(MailboxId id, UidSet uids, FlagChange change, Set<Flag> flags)
      throws IOException {
    return change(id, edit -> edit.storeFlags(id, uids, change, flags));
  }

  @Override
  public ChangeOutcome expunge(MailboxId id, UidSet uids) throws IOException {
    return change(id, edit -> edit.expunge(id, uids));
  }

  @FunctionalInterface
  private interface MessageChange {
    Optional<UidSet> apply(AccountEdit edit) throws IOException;
  }

  /// A change to messages of one mailbox. It adds next to nothing to the store and may lead to
  /// less, so it may use the reserve.
  private ChangeOutcome change(MailboxId id, MessageChange change) throws IOException {
    return this.<ChangeOutcome>commit(
            Change.shrinking((edit, _) -> {
              BodyReader reader = store.reader();
              Optional<UidSet> uids = change.apply(edit);
              MailboxState after = edit.after().mailbox(id);
              return uids.isEmpty() || after == null
                  ? new NoSuchMailbox()
                  : new ChangeOutcome.Changed(uids.get(), new EmbeddedView(after, reader));
            }))
        .orElse(full -> full, unknown -> unknown);
  }

  @Override
  public CopyOutcome copy(MailboxId from, UidSet uids, MailboxName to) throws IOException {
    return transfer(from, uids, to, false);
  }

  @Override
  public CopyOutcome move(MailboxId from, UidSet uids, MailboxName to) throws IOException {
    return transfer(from, uids, to, true);
  }

  private CopyOutcome transfer(MailboxId from, UidSet uids, MailboxName to, boolean remove)
      throws IOException {
    return this.<CopyOutcome>commit(Change.growing((edit, _) -> edit.copy(from, uids, to, remove)))
        .orElse(full -> full, unknown -> unknown);
  }

  private <T> Committed<T> commit(Change<T> change) throws IOException {
    return store.commit(cell, change);
  }

  @Override
  public long claimRecent(MailboxId id) {
    MailboxState mailbox = cell.state().mailbox(id);
    if (mailbox == null) {
      return cell.firstRecent(id);
    }
    long first = cell.claimRecent(id, mailbox.uidNext());
    if (first != mailbox.uidNext()) {
      store.changed(cell);
    }
    return first;
  }

  @Override
  public long firstRecent(MailboxId id) {
    return cell.firstRecent(id);
  }

  @Override
  public Watch watch(MailboxId id, Runnable onChange) {
    return cell.watch(id, onChange);
  }
}
