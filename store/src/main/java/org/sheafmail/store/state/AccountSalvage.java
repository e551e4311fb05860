package org.sheafmail.store.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.MailboxId;

/// Makes the most of transactions of an account some of which are lost.
///
/// A transaction that fits is applied as always. Of one that does not, because it builds on
/// something lost, each operation is done as far as it can be: messages keep their UIDs, what is
/// lost before them leaves a gap; messages whose mailbox is not known are *stray* ([#gather]). In a
/// transaction of which anything could not be done nothing is expunged, for the other half of a
/// move may be what is missing.
public final class AccountSalvage {
  private static final String RECOVERED = "Recovered";

  private AccountState state;
  private final List<Batch> strays = new ArrayList<>();
  private boolean complete = true;

  public AccountSalvage(AccountState state) {
    this.state = state;
  }

  public AccountState state() {
    return state;
  }

  /// False once something could not be done as it was written down.
  public boolean isComplete() {
    return complete;
  }

  /// Applies a transaction, all of it or as much as fits.
  public void apply(Transaction transaction) throws IOException {
    try {
      state = AccountReplay.apply(state, transaction);
    } catch (CorruptException e) {
      complete = false;
      applyParts(transaction);
    }
  }

  private void applyParts(Transaction transaction) throws IOException {
    boolean all = true;
    for (Operation operation : transaction.operations()) {
      if (!(operation instanceof Operation.Expunge) || all) {
        all &= applyPart(operation, transaction);
      }
    }
    state = state.withModSeq(Math.max(state.modSeq(), transaction.modSeq()));
  }

  /// @return false if it could not be done
  private boolean applyPart(Operation operation, Transaction transaction) throws IOException {
    return switch (operation) {
      case Operation.CreateMailbox(var id, var name, var uidValidity) ->
          create(id, name, uidValidity);
      case Operation.RenameMailbox(var id, var name) -> rename(id, name);
      case Operation.Append(var id, var firstUid, var batch) ->
          append(id, firstUid, batch, transaction) || stray(batch);
      case Operation.Copy copy -> copy(copy, transaction);
      case Operation.CreateAccount _,
          Operation.DeleteMailbox _,
          Operation.Subscribe _,
          Operation.StoreFlags _,
          Operation.Expunge _,
          Operation.MoveBodies _ ->
          asWritten(operation, transaction);
    };
  }

  private boolean asWritten(Operation operation, Transaction transaction) throws IOException {
    try {
      state = AccountReplay.apply(state, operation, transaction.modSeq(), transaction.time());
      return true;
    } catch (CorruptException e) {
      return false;
    }
  }

  private boolean create(MailboxId id, MailboxName name, UidValidity uidValidity) {
    if (id.value() <= state.lastMailboxId()) {
      return state.mailbox(id) != null;
    }
    // A name that is taken is so because the operation that freed it is lost.
    state = state.created(MailboxState.empty(id, free(name), uidValidity, state.modSeq()));
    return true;
  }

  private boolean rename(MailboxId id, MailboxName name) {
    MailboxState mailbox = state.mailbox(id);
    if (mailbox == null) {
      return false;
    }
    if (!mailbox.name().equals(name)) {
      state = state.renamed(mailbox.renamed(free(name)));
    }
    return true;
  }

  /// The name, or one like it that is not taken.
  private MailboxName free(MailboxName name) {
    MailboxName free = name;
    for (int i = 2; state.mailbox(free) != null; i++) {
      List<String> levels = new ArrayList<>(name.levels());
      levels.add(levels.removeLast() + " " + i);
      free = new MailboxName(levels);
    }
    return free;
  }

  private boolean append(MailboxId id, long firstUid, Batch batch, Transaction transaction)
      throws IOException {
    MailboxState mailbox = state.mailbox(id);
    if (mailbox == null || firstUid < mailbox.uidNext()) {
      return false;
    }
    MailboxState ready = mailbox.withUidNext(firstUid);
    if (!ready.hasUidsFor(batch.count())) {
      return false;
    }
    state =
        state.with(
            ready.with(batch, transaction.modSeq(), transaction.time()),
            Math.max(state.modSeq(), transaction.modSeq()));
    return true;
  }

  private boolean stray(Batch batch) {
    strays.add(batch);
    return false;
  }

  /// Each message that is still known under the UID it got then.
  private boolean copy(Operation.Copy copy, Transaction transaction) throws IOException {
    MailboxState source = state.mailbox(copy.from());
    if (source == null) {
      return false;
    }
    boolean all = true;
    long uid = copy.firstUid();
    for (UidSet.Range range : copy.uids().ranges()) {
      UidSet wanted = UidSet.range(range.first(), range.last());
      UidSet known = source.existing(wanted);
      all &= known.size() == wanted.size();
      for (UidSet.Range part : known.ranges()) {
        all &=
            append(
                copy.to(),
                uid + part.first() - range.first(),
                source.batch(UidSet.range(part.first(), part.last())),
                transaction);
      }
      uid += range.last() - range.first() + 1;
    }
    return all;
  }

  /// Messages that came in with a transaction that is lost itself; where they belong is not known.
  public void addStray(Batch batch) {
    complete = false;
    strays.add(batch);
  }

  /// Puts all stray messages into a mailbox of their own, in the order they were found.
  ///
  /// @param seconds since 1970, for the UIDVALIDITY of the mailbox
  /// @return its name; empty if there is no stray message
  public Optional<MailboxName> gather(long seconds) throws IOException {
    if (strays.isEmpty()) {
      return Optional.empty();
    }
    MailboxName name = free(new MailboxName(List.of(RECOVERED)));
    MailboxId id = new MailboxId(state.lastMailboxId() + 1);
    UidValidity uidValidity = new UidValidity(Math.max(state.lastUidValidity() + 1, seconds));
    long modSeq = state.modSeq() + 1;
    state = state.created(MailboxState.empty(id, name, uidValidity, state.modSeq()));
    MailboxState mailbox = MailboxState.empty(id, name, uidValidity, modSeq);
    for (Batch batch : strays) {
      mailbox = mailbox.with(batch, modSeq, seconds * 1_000_000);
    }
    state = state.with(mailbox, modSeq);
    strays.clear();
    return Optional.of(name);
  }

  /// Gives an account a name whose first transaction is lost, and `INBOX` if that is.
  public void ensureNamed(String name, long seconds) {
    if (state.name().isEmpty()) {
      complete = false;
      state = state.named(name);
    }
    if (state.mailbox(MailboxName.INBOX) == null) {
      complete = false;
      create(
          new MailboxId(state.lastMailboxId() + 1),
          MailboxName.INBOX,
          new UidValidity(Math.max(state.lastUidValidity() + 1, seconds)));
    }
  }

  /// Gives every mailbox a UIDVALIDITY it never had. Clients may have been told of messages and
  /// changes that are not known any more, under numbers that are to be given again.
  ///
  /// @param seconds since 1970
  public void renewUidValidities(long seconds) {
    long value = Math.max(state.lastUidValidity(), seconds - 1);
    List<MailboxState> renewed = new ArrayList<>();
    for (MailboxState mailbox : state.mailboxes()) {
      value++;
      renewed.add(mailbox.withUidValidity(new UidValidity(value)));
    }
    state =
        new AccountState(
            state.number(),
            state.name(),
            state.modSeq(),
            state.lastMailboxId(),
            value,
            renewed,
            state.names());
  }

  /// The octets of these messages are damaged: the messages stay, but have none any more.
  ///
  /// @param nowhere a place that stands for none, in words of the engine
  public void giveUpBodies(MailboxId id, UidSet uids, long nowhere) throws IOException {
    MailboxState mailbox = state.mailbox(id);
    if (mailbox != null) {
      state = state.with(mailbox.withBodiesAt(nowhere, uids), state.modSeq());
    }
  }

  /// A chunk of a mailbox cannot be read: the mailbox without it.
  public void dropChunks(MailboxId id, List<ChunkHandle> unreadable) {
    MailboxState mailbox = state.mailbox(id);
    if (mailbox != null) {
      complete = false;
      state = state.with(mailbox.withoutChunks(unreadable), state.modSeq());
    }
  }

  /// Those messages of a batch whose rows are set; empty if there are none.
  public static Optional<Batch> select(Batch batch, List<BitSet> rows) {
    List<Chunk> chosen = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.get(i).isEmpty()) {
        chosen.add(batch.chunks().get(i).select(rows.get(i)));
      }
    }
    return chosen.isEmpty()
        ? Optional.empty()
        : Optional.of(new Batch(batch.flags(), chosen, Optional.empty()));
  }
}
