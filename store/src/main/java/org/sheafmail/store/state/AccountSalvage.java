package org.sheafmail.store.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.MailboxId;

/// Makes the most of transactions of an account some of which are lost.
///
/// A transaction that fits is applied as always. Of one that does not, because it builds on
/// something lost, each operation is done as far as it can be: messages keep their UIDs, what is
/// lost before them leaves a gap; a mailbox that nobody told of is made under the id it has, and
/// called `Recovered` unless its name is told later. In a transaction of which anything could not
/// be done nothing is expunged, for the other half of a move may be what is missing.
///
/// Messages that no transaction puts into a mailbox are *stray* and go to one of their own
/// ([#gather]).
public final class AccountSalvage {
  private static final String RECOVERED = "Recovered";

  /// The first mailbox of an account is made with it.
  private static final MailboxId INBOX = new MailboxId(1);

  private AccountState state;
  private final List<Batch> strays = new ArrayList<>();

  /// The mailboxes whose name is not known.
  private final Set<MailboxId> unnamed = new HashSet<>();

  /// The messages that no list has any more and that came back from what was told of them before.
  private final Map<MailboxId, UidSet> restored = new HashMap<>();

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
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.MoveBodies(var moves)) {
        strays.replaceAll(batch -> batch.withBodiesMoved(moves));
      }
    }
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

  /// The mailbox; one whose making nobody told of is made now.
  private MailboxState mailbox(MailboxId id) {
    MailboxState mailbox = state.mailbox(id);
    if (mailbox == null) {
      complete = false;
      boolean isInbox = id.equals(INBOX) && state.mailbox(MailboxName.INBOX) == null;
      MailboxName name = isInbox ? MailboxName.INBOX : free(new MailboxName(List.of(RECOVERED)));
      UidValidity uidValidity = new UidValidity(state.lastUidValidity() + 1);
      mailbox = MailboxState.empty(id, name, uidValidity, state.modSeq());
      state = state.found(mailbox);
      if (!isInbox) {
        unnamed.add(id);
      }
    }
    return mailbox;
  }

  private boolean rename(MailboxId id, MailboxName name) {
    MailboxState mailbox = mailbox(id);
    unnamed.remove(id);
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
    MailboxState mailbox = mailbox(id);
    if (firstUid < mailbox.uidNext()) {
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

  /// Takes over those stray messages that are in no mailbox here.
  public void takeStrays(AccountSalvage before) throws IOException {
    Set<Long> places = new HashSet<>();
    before.strays.forEach(batch -> batch.chunks().forEach(chunk -> chunk.addBodies(places)));
    if (places.isEmpty()) {
      return;
    }
    Set<Long> listed = new HashSet<>();
    for (MailboxState mailbox : state.mailboxes()) {
      for (ChunkHandle chunk : mailbox.chunks()) {
        chunk.peek().addBodies(listed);
      }
    }
    places.removeAll(listed);
    for (Batch batch : before.strays) {
      List<BitSet> rows = new ArrayList<>();
      for (Chunk chunk : batch.chunks()) {
        rows.add(chunk.rowsWithBodiesIn(places));
      }
      select(batch, rows).ifPresent(this::addStray);
    }
  }

  /// The batches of stray messages.
  public List<Batch> strays() {
    return List.copyOf(strays);
  }

  /// Puts all stray messages into a mailbox of their own, in the order they were found.
  ///
  /// @param seconds since 1970, for the UIDVALIDITY of the mailbox
  /// @return its name, and those of the mailboxes whose own name is not known
  public SortedSet<MailboxName> gather(long seconds) throws IOException {
    SortedSet<MailboxName> names = new TreeSet<>();
    for (MailboxState mailbox : state.mailboxes()) {
      if (unnamed.contains(mailbox.id())) {
        names.add(mailbox.name());
      }
    }
    if (!strays.isEmpty()) {
      names.add(gatherStrays(seconds));
    }
    return names;
  }

  private MailboxName gatherStrays(long seconds) throws IOException {
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
    return name;
  }

  /// Gives an account a name whose first transaction is lost, and `INBOX` if that is.
  public void ensureNamed(String name, long seconds) {
    if (state.name().isEmpty()) {
      complete = false;
      state = state.named(name);
    }
    if (state.mailbox(MailboxName.INBOX) == null) {
      complete = false;
      boolean isUnknown = state.mailbox(INBOX) == null;
      MailboxId id = isUnknown ? INBOX : new MailboxId(state.lastMailboxId() + 1);
      UidValidity uidValidity = new UidValidity(Math.max(state.lastUidValidity() + 1, seconds));
      state = state.found(MailboxState.empty(id, MailboxName.INBOX, uidValidity, state.modSeq()));
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

  /// The record of the account is lost: what was told of it before has to do.
  public void restoreAll() {
    complete = false;
    for (MailboxState mailbox : state.mailboxes()) {
      if (mailbox.uidNext() > 1) {
        restored.put(mailbox.id(), UidSet.range(1, mailbox.uidNext() - 1));
      }
    }
  }

  /// Chunks of a mailbox cannot be read: the messages of their UIDs that were told of before take
  /// their place.
  ///
  /// @param before the account as it may have been; `null` if nothing is known of that
  public void restoreChunks(
      MailboxId id, List<ChunkHandle> unreadable, @Nullable AccountSalvage before)
      throws IOException {
    MailboxState mailbox = state.mailbox(id);
    if (mailbox == null) {
      return;
    }
    complete = false;
    MailboxState known = before == null ? null : before.state.mailbox(id);
    if (known == null) {
      known = MailboxState.empty(id, mailbox.name(), mailbox.uidValidity(), 1);
    }
    state = state.with(mailbox.withChunksReplaced(unreadable, known), state.modSeq());
    UidRanges uids = new UidRanges();
    for (ChunkHandle chunk : unreadable) {
      uids.add(chunk.stats().firstUid(), chunk.stats().lastUid());
    }
    restored.put(id, uids.finish());
  }

  /// Leaves out those restored messages whose octets are in files that are gone: most of them were
  /// expunged, or are in another place that nobody tells of any more.
  ///
  /// @param isThere tells of the place of a body, in words of the engine, whether its file is there
  /// @return how many it left out
  public long leaveOut(LongPredicate isThere) throws IOException {
    long count = 0;
    for (Map.Entry<MailboxId, UidSet> uids : restored.entrySet()) {
      MailboxState mailbox = state.mailbox(uids.getKey());
      if (mailbox != null) {
        UidSet gone = mailbox.withBodiesNot(isThere, uids.getValue());
        count += gone.size();
        state = state.with(mailbox.without(gone, mailbox.highestModSeq()).after(), state.modSeq());
      }
    }
    return count;
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
