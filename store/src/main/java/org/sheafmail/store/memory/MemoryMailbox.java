package org.sheafmail.store.memory;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.Body;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.Summarizer;

/// A mailbox as it is at one moment. Every change gives a new value; this one stays as it is.
///
/// @param messages ascending by UID; nobody changes the list
/// @param flagsInUse ordered, the spelling met first
record MemoryMailbox(
    MailboxId id,
    MailboxName name,
    UidValidity uidValidity,
    long uidNext,
    long highestModSeq,
    List<MemoryMessage> messages,
    Set<Flag> flagsInUse,
    Summarizer summarizer)
    implements MailboxView {

  /// System flags first, then keywords by name, so that nobody sees the same set in two orders.
  private static final Comparator<Flag> FLAG_ORDER =
      Comparator.comparing(Flag::isKeyword).thenComparing(f -> f.name().toLowerCase(Locale.ROOT));

  static MemoryMailbox empty(
      MailboxId id,
      MailboxName name,
      UidValidity uidValidity,
      long firstUid,
      long modSeq,
      Summarizer summarizer) {
    return new MemoryMailbox(
        id, name, uidValidity, firstUid, modSeq, List.of(), Set.of(), summarizer);
  }

  static Set<Flag> ordered(Collection<Flag> flags) {
    Set<Flag> ordered = new TreeSet<>(FLAG_ORDER);
    ordered.addAll(flags);
    return Collections.unmodifiableSet(ordered);
  }

  MemoryMailbox renamed(MailboxName to) {
    return new MemoryMailbox(
        id, to, uidValidity, uidNext, highestModSeq, messages, flagsInUse, summarizer);
  }

  boolean hasUidsFor(long count) {
    return uidNext + count - 1 <= Uid.MAX;
  }

  /// The mailbox with `added` at its end, all with mod-sequence `modSeq`.
  MemoryMailbox with(List<MemoryMessage.Staged> added, long modSeq, Instant saveDate) {
    Set<Flag> inUse = flagsInUse;
    Set<Flag> before = Set.of();
    Set<Flag> flags = Set.of();
    List<MemoryMessage> next = new ArrayList<>(messages.size() + added.size());
    next.addAll(messages);
    long uid = uidNext;
    for (MemoryMessage.Staged message : added) {
      if (!message.flags().equals(before)) { // Most messages of a batch share one set.
        before = message.flags();
        inUse = union(inUse, before);
        flags = spelledAs(inUse, before);
      }
      next.add(
          new MemoryMessage(
              uid++, modSeq, flags, message.internalDate(), saveDate, message.body()));
    }
    return new MemoryMailbox(
        id, name, uidValidity, uid, modSeq, Collections.unmodifiableList(next), inUse, summarizer);
  }

  /// The mailbox without the messages of `gone`.
  MemoryMailbox without(UidSet gone, long modSeq) {
    List<MemoryMessage> rest = messages.stream().filter(m -> !gone.contains(m.uid())).toList();
    return new MemoryMailbox(id, name, uidValidity, uidNext, modSeq, rest, flagsInUse, summarizer);
  }

  /// Those of `uids` whose flags would become others.
  UidSet changing(UidSet uids, FlagChange change, Set<Flag> flags) {
    return UidSet.ofSorted(
        messages.stream()
            .filter(m -> uids.contains(m.uid()))
            .filter(m -> !join(m.flags(), change, flags).equals(m.flags()))
            .mapToLong(MemoryMessage::uid));
  }

  /// The mailbox with the flags of every message of `uids` changed.
  MemoryMailbox withFlags(UidSet uids, FlagChange change, Set<Flag> flags, long modSeq) {
    Set<Flag> inUse = change == FlagChange.REMOVE ? flagsInUse : union(flagsInUse, flags);
    Set<Flag> spelled = spelledAs(inUse, flags);
    List<MemoryMessage> changed =
        messages.stream()
            .map(m ->
                uids.contains(m.uid()) ? m.withFlags(join(m.flags(), change, spelled), modSeq) : m)
            .toList();
    return new MemoryMailbox(id, name, uidValidity, uidNext, modSeq, changed, inUse, summarizer);
  }

  private static Set<Flag> join(Set<Flag> has, FlagChange change, Set<Flag> flags) {
    Set<Flag> joined = new TreeSet<>(FLAG_ORDER);
    if (change != FlagChange.REPLACE) {
      joined.addAll(has);
    }
    if (change == FlagChange.REMOVE) {
      joined.removeIf(flags::contains);
    } else {
      joined.addAll(flags);
    }
    return Collections.unmodifiableSet(joined);
  }

  private static Set<Flag> union(Set<Flag> inUse, Set<Flag> more) {
    return inUse.containsAll(more) ? inUse : join(inUse, FlagChange.ADD, more);
  }

  /// The same flags, each in the spelling `inUse` has for it.
  private static Set<Flag> spelledAs(Set<Flag> inUse, Set<Flag> flags) {
    return ordered(inUse.stream().filter(flags::contains).toList());
  }

  @Override
  public int messageCount() {
    return messages.size();
  }

  private IntStream indexes(IntPredicate wanted) {
    return IntStream.range(0, messages.size()).filter(wanted);
  }

  @Override
  public int unseenCount() {
    return (int) indexes(i -> !flags(i).contains(Flag.SEEN)).count();
  }

  @Override
  public int firstUnseen() {
    return indexes(i -> !flags(i).contains(Flag.SEEN)).findFirst().orElse(-1);
  }

  @Override
  public int deletedCount() {
    return (int) indexes(i -> flags(i).contains(Flag.DELETED)).count();
  }

  @Override
  public long totalSize() {
    return messages.stream().mapToLong(m -> m.body().size()).sum();
  }

  @Override
  public long uid(int index) {
    return messages.get(index).uid();
  }

  @Override
  public int indexOf(long uid) {
    int low = 0;
    int high = messages.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compare(uid(middle), uid);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  @Override
  public Set<Flag> flags(int index) {
    return messages.get(index).flags();
  }

  @Override
  public long modSeq(int index) {
    return messages.get(index).modSeq();
  }

  @Override
  public OffsetDateTime internalDate(int index) {
    return messages.get(index).internalDate();
  }

  @Override
  public Instant saveDate(int index) {
    return messages.get(index).saveDate();
  }

  @Override
  public long size(int index) {
    return body(index).size();
  }

  @Override
  public Body body(int index) {
    return messages.get(index).body();
  }

  @Override
  public byte[] summary(int index) throws IOException {
    return summarizer.summarize(body(index));
  }

  @Override
  public void changedSince(long modSeq, IntConsumer index) {
    indexes(i -> modSeq(i) > modSeq).forEach(index);
  }

  @Override
  public UidSet existing(UidSet uids) {
    return UidSet.ofSorted(messages.stream().mapToLong(MemoryMessage::uid).filter(uids::contains));
  }
}
