package org.sheafmail.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.SyntaxException;
import org.sheafmail.store.Account;
import org.sheafmail.store.ChangeOutcome;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;

/// The selected mailbox as its client knows it.
///
/// The store's views are immutable, so the session keeps the one the client has been *told* of:
/// that one says what sequence numbers mean, and still has the messages others have expunged. The
/// *latest* view seen is the same one, except while there are expunged messages which the client
/// may not be told of yet (RFC 3501 §7.4.1); then flags come from the latest, everything else from
/// the one told, and nothing new is told until all of it can be.
final class SelectedMailbox {
  private final Account account;
  private final MailboxId id;
  private final boolean readOnly;

  private MailboxView told;
  private MailboxView latest;

  /// The UIDs that are `\Recent` in this session; those of messages long gone stay in it.
  private UidSet recent;

  /// Changes to flags that this session made and has answered itself since the client was told.
  private final List<OwnChange> own = new ArrayList<>();

  private record OwnChange(UidSet uids, long modSeq) {
    boolean explains(long uid, long seen) {
      return modSeq == seen && uids.contains(uid);
    }
  }

  private SelectedMailbox(Account account, MailboxView view, boolean readOnly, UidSet recent) {
    this.account = account;
    this.id = view.id();
    this.readOnly = readOnly;
    this.told = view;
    this.latest = view;
    this.recent = recent;
  }

  /// Selects the mailbox of `view`, as it is now.
  ///
  /// rfc3501/recent-once, rfc3502/recent-set
  ///
  /// @param readOnly true for `EXAMINE`, which leaves `\Recent` to the next session
  static SelectedMailbox select(Account account, MailboxView view, boolean readOnly)
      throws IOException {
    long first = firstRecent(account, view.id(), readOnly);
    // Looked at again: a message that came in between is recent here rather than nowhere.
    MailboxView now = account.view(view.id()).orElse(view);
    return new SelectedMailbox(account, now, readOnly, from(first, now));
  }

  private static long firstRecent(Account account, MailboxId id, boolean readOnly)
      throws IOException {
    return readOnly ? account.firstRecent(id) : account.claimRecent(id);
  }

  private static UidSet from(long first, MailboxView view) {
    return first < view.uidNext() ? UidSet.range(first, view.uidNext() - 1) : UidSet.EMPTY;
  }

  MailboxId id() {
    return id;
  }

  boolean readOnly() {
    return readOnly;
  }

  /// The mailbox the sequence numbers refer to: a sequence number is an index here plus one. For
  /// everything but flags, which others may have changed: [#flags].
  MailboxView view() {
    return told;
  }

  /// The flags of a message as of now, without `\Recent`.
  Set<Flag> flags(int index) {
    if (!same(latest, told)) {
      int now = latest.indexOf(told.uid(index));
      if (now >= 0) {
        return latest.flags(now);
      }
    }
    return told.flags(index);
  }

  /// True if the message is `\Recent` in this session.
  boolean isRecent(int index) {
    return recent.contains(told.uid(index));
  }

  int recentCount() {
    int count = 0;
    for (UidSet.Range range : recent.ranges()) {
      count += position(range.last() + 1) - position(range.first());
    }
    return count;
  }

  /// The index of the first message whose UID is not below `uid`.
  private int position(long uid) {
    return position(told, uid);
  }

  private static int position(MailboxView view, long uid) {
    int index = view.indexOf(uid);
    return index >= 0 ? index : -index - 1;
  }

  /// The sequence numbers of the messages that a command names.
  ///
  /// rfc3501/sequence-numbers, rfc3501/sequence-star, rfc3501/uid-commands, rfc3501/uid-star: `*`
  /// is the last message the client knows of.
  ///
  /// @param uid true if it names them by UID; UIDs that no message has are passed over
  /// @throws SyntaxException if it names a sequence number that no message has
  UidSet sequenceNumbers(SequenceSet set, boolean uid) throws SyntaxException {
    int count = told.messageCount();
    if (!uid) {
      UidSet numbers = set.resolve(count);
      if (set.largest() > count || numbers.isEmpty()) {
        throw new SyntaxException("there are only " + count + " messages");
      }
      return numbers;
    }
    List<UidSet.Range> numbers = new ArrayList<>();
    for (UidSet.Range range : set.resolve(count == 0 ? 0 : told.uid(count - 1)).ranges()) {
      int first = position(range.first());
      int end = range.last() == Uid.MAX ? count : position(range.last() + 1);
      if (first < end) {
        numbers.add(new UidSet.Range(first + 1, end));
      }
    }
    return new UidSet(numbers);
  }

  /// The UIDs of the messages with those sequence numbers, as ranges that hold no other message.
  UidSet uids(UidSet sequenceNumbers) {
    return new UidSet(
        sequenceNumbers.ranges().stream()
            .map(r -> new UidSet.Range(told.uid((int) r.first() - 1), told.uid((int) r.last() - 1)))
            .toList());
  }

  /// The UIDs of all messages the client knows.
  UidSet allUids() {
    int count = told.messageCount();
    return count == 0 ? UidSet.EMPTY : uids(UidSet.range(1, count));
  }

  /// True if another session has expunged one of the messages with those sequence numbers.
  boolean lacksSomeOf(UidSet sequenceNumbers) throws IOException {
    MailboxView now = now();
    return !same(now, told) && now.existing(uids(sequenceNumbers)).size() < sequenceNumbers.size();
  }

  /// Changes flags for this session, which answers for it: [#sync] will not tell it again.
  ChangeOutcome storeFlags(UidSet uids, Account.FlagChange change, Set<Flag> flags)
      throws IOException {
    ChangeOutcome outcome = account.storeFlags(id, uids, change, flags);
    if (outcome instanceof ChangeOutcome.Changed(UidSet changed, MailboxView after)
        && !changed.isEmpty()) {
      own.add(new OwnChange(changed, after.highestModSeq()));
      latest = after;
    }
    return outcome;
  }

  /// Tells the client what has changed since it was told last: `EXPUNGE`, `EXISTS` and `RECENT`
  /// (one for any number of messages), new flags of old messages.
  ///
  /// rfc3501/exists-response, rfc3502/exists-once
  ///
  /// @param mayExpunge false while sequence numbers must not shift (RFC 3501 §7.4.1)
  /// @throws ByeException if the mailbox has been deleted
  void sync(ResponseWriter out, boolean mayExpunge) throws IOException {
    MailboxView now = now();
    if (same(now, told)) {
      return;
    }
    if (now.uidNext() > told.uidNext()) {
      long first = firstRecent(account, id, readOnly);
      now = now();
      recent = union(recent, from(first, now));
    }
    int firstNew = position(now, told.uidNext());
    if (firstNew < told.messageCount() && !mayExpunge) {
      latest = now;
      return;
    }
    tellExpunged(now, firstNew, out);
    tellKeywords(now, out);
    boolean grown = firstNew < now.messageCount();
    MailboxView before = told;
    told = now;
    latest = now;
    if (grown) {
      out.exists(now.messageCount());
      out.recent(recentCount());
    }
    tellFlags(before.highestModSeq(), firstNew, out);
    own.clear();
  }

  private MailboxView now() throws IOException {
    return account
        .view(id)
        .orElseThrow(() -> new ByeException("the selected mailbox has been deleted"));
  }

  /// True if nothing has changed in between. A store that makes a new value without a change costs
  /// time, no more.
  @SuppressWarnings("ReferenceEquality")
  private static boolean same(MailboxView one, MailboxView other) {
    return one == other;
  }

  private static UidSet union(UidSet one, UidSet other) {
    List<UidSet.Range> ranges = new ArrayList<>(one.ranges());
    ranges.addAll(other.ranges());
    return new UidSet(ranges);
  }

  /// Tells of each message that is gone, the last one first, so that the numbers of those still to
  /// be told of do not shift.
  ///
  /// rfc3501/expunge-numbers
  ///
  /// @param left how many of the messages told of are left: the first ones of `now`
  private void tellExpunged(MailboxView now, int left, ResponseWriter out) throws IOException {
    int expunged = told.messageCount() - left;
    int kept = left;
    int index = told.messageCount() - 1;
    while (expunged > 0) {
      if (kept > 0 && now.uid(kept - 1) == told.uid(index)) {
        int run = runKept(now, kept, index);
        kept -= run;
        index -= run;
      } else {
        out.expunge(index + 1);
        expunged--;
        index--;
      }
    }
  }

  /// How many messages up to `index` are kept without a gap: both views ascend and `now` lacks some
  /// of what was told, so they are level down to a point and never again below it. Found by steps
  /// that double, then halve.
  private int runKept(MailboxView now, int kept, int index) {
    int run = 1;
    int step = 1;
    while (step > 0) {
      int next = run + step;
      if (next <= kept && now.uid(kept - next) == told.uid(index - next + 1)) {
        run = next;
        step *= 2;
      } else {
        step /= 2;
      }
    }
    return run;
  }

  private void tellKeywords(MailboxView now, ResponseWriter out) throws IOException {
    if (!MailboxFlags.keywords(told).equals(MailboxFlags.keywords(now))) {
      MailboxFlags.tell(now, readOnly, out);
    }
  }

  private void tellFlags(long since, int firstNew, ResponseWriter out) throws IOException {
    IntStream.Builder changed = IntStream.builder();
    told.changedSince(
        since,
        index -> {
          if (index < firstNew && !isOwn(index)) {
            changed.add(index);
          }
        });
    for (int index : changed.build().toArray()) {
      out.fetch(index + 1).flags(flags(index), isRecent(index)).end();
    }
  }

  private boolean isOwn(int index) {
    long uid = told.uid(index);
    long modSeq = told.modSeq(index);
    return own.stream().anyMatch(change -> change.explains(uid, modSeq));
  }
}
