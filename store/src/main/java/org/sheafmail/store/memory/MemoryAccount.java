package org.sheafmail.store.memory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Account;
import org.sheafmail.store.AlreadyExists;
import org.sheafmail.store.AppendOutcome;
import org.sheafmail.store.Appended;
import org.sheafmail.store.BeginAppend;
import org.sheafmail.store.ChangeOutcome;
import org.sheafmail.store.CopyOutcome;
import org.sheafmail.store.CreateOutcome;
import org.sheafmail.store.DeleteOutcome;
import org.sheafmail.store.Done;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.Mailboxes;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.RenameOutcome;
import org.sheafmail.store.SubscribeOutcome;
import org.sheafmail.store.Summarizer;
import org.sheafmail.store.UidsExhausted;

/// The mailboxes of one account; its lock guards all of them, and is never held while a body is
/// read.
final class MemoryAccount implements Account {
  private final String name;
  private final Summarizer summarizer;
  private final Clock clock;
  private final long firstUid;
  private final Runnable onCommit;

  private final SortedMap<MailboxName, MemoryMailbox> mailboxes = new TreeMap<>();
  private final SortedSet<MailboxName> subscribed = new TreeSet<>();
  private final Map<MailboxId, Long> recentFrom = new HashMap<>();
  private final Map<MailboxId, List<Registration>> watches = new HashMap<>();
  private long lastId;
  private long lastUidValidity;
  private long modSeq = 1;

  MemoryAccount(String name, Summarizer summarizer, Clock clock, long firstUid, Runnable onCommit) {
    this.name = name;
    this.summarizer = summarizer;
    this.clock = clock;
    this.firstUid = firstUid;
    this.onCommit = onCommit;
    mailboxes.put(MailboxName.INBOX, newMailbox(MailboxName.INBOX));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Mailboxes mailboxes() {
    SortedMap<MailboxName, Optional<MailboxId>> byName = new TreeMap<>();
    for (MemoryMailbox mailbox : mailboxes.values()) {
      byName.put(mailbox.name(), Optional.of(mailbox.id()));
      mailbox.name().parents().forEach(parent -> byName.putIfAbsent(parent, Optional.empty()));
    }
    return new Mailboxes(
        Collections.unmodifiableSortedMap(byName),
        Collections.unmodifiableSortedSet(new TreeSet<>(subscribed)));
  }

  @Override
  public synchronized Optional<MailboxView> view(MailboxName name) {
    return Optional.ofNullable(mailboxes.get(name));
  }

  @Override
  public synchronized Optional<MailboxView> view(MailboxId id) {
    return Optional.ofNullable(find(id));
  }

  private @Nullable MemoryMailbox find(MailboxId id) {
    for (MemoryMailbox mailbox : mailboxes.values()) {
      if (mailbox.id().equals(id)) {
        return mailbox;
      }
    }
    return null;
  }

  @Override
  public synchronized BeginAppend beginAppend(MailboxName name) {
    MemoryMailbox mailbox = mailboxes.get(name);
    return mailbox == null ? new NoSuchMailbox() : new MemoryAppend(this, mailbox.id());
  }

  synchronized AppendOutcome append(MailboxId id, List<MemoryMessage.Staged> staged) {
    MemoryMailbox mailbox = find(id);
    if (mailbox == null) {
      return new NoSuchMailbox();
    }
    if (staged.isEmpty()) {
      return new Appended(mailbox.uidValidity(), UidSet.EMPTY, mailbox.highestModSeq());
    }
    if (!mailbox.hasUidsFor(staged.size())) {
      return new UidsExhausted();
    }
    MemoryMailbox after = mailbox.with(staged, ++modSeq, clock.instant());
    publish(after);
    return new Appended(
        after.uidValidity(), UidSet.range(mailbox.uidNext(), after.uidNext() - 1), modSeq);
  }

  @Override
  public synchronized CreateOutcome create(MailboxName name) {
    if (mailboxes.containsKey(name)) {
      return new AlreadyExists();
    }
    MemoryMailbox mailbox = newMailbox(name);
    publish(mailbox);
    return new CreateOutcome.Created(mailbox.id());
  }

  private MemoryMailbox newMailbox(MailboxName name) {
    // Rises for the whole account, so no name ever gets a value again. It starts from the clock
    // because the values given out before the process started are forgotten.
    lastUidValidity = Math.max(lastUidValidity + 1, clock.instant().getEpochSecond() & Uid.MAX);
    return MemoryMailbox.empty(
        new MailboxId(++lastId),
        name,
        new UidValidity(lastUidValidity),
        firstUid,
        modSeq,
        summarizer);
  }

  @Override
  public synchronized DeleteOutcome delete(MailboxName name) {
    if (name.isInbox()) {
      return new DeleteOutcome.NotAllowed("INBOX cannot be deleted");
    }
    MemoryMailbox mailbox = mailboxes.get(name);
    if (mailbox == null) {
      return hasMailboxesBelow(name)
          ? new DeleteOutcome.NotAllowed("the name has mailboxes below it")
          : new NoSuchMailbox();
    }
    mailboxes.remove(name);
    recentFrom.remove(mailbox.id());
    onCommit.run();
    announce(mailbox.id());
    watches.remove(mailbox.id());
    return new Done();
  }

  private boolean hasMailboxesBelow(MailboxName name) {
    return mailboxes.keySet().stream().anyMatch(other -> other.isBelow(name));
  }

  @Override
  public synchronized RenameOutcome rename(MailboxName from, MailboxName to) {
    List<MemoryMailbox> moving =
        mailboxes.values().stream()
            .filter(m -> m.name().equals(from) || (m.name().isBelow(from) && !from.isInbox()))
            .toList();
    if (moving.isEmpty()) {
      return new NoSuchMailbox();
    }
    if (mailboxes.containsKey(to) || hasMailboxesBelow(to)) {
      return new AlreadyExists();
    }
    if (from.isInbox()) {
      renameInbox(moving.getFirst(), to);
      return new Done();
    }
    if (to.isBelow(from)) {
      return new RenameOutcome.NotAllowed("the new name lies below the old one");
    }
    List<MemoryMailbox> moved = new ArrayList<>();
    for (MemoryMailbox mailbox : moving) {
      try {
        moved.add(mailbox.renamed(mailbox.name().moved(from, to)));
      } catch (IllegalArgumentException e) {
        return new RenameOutcome.NotAllowed("a name below it would become too long");
      }
    }
    moving.forEach(mailbox -> mailboxes.remove(mailbox.name()));
    publish(moved.toArray(MemoryMailbox[]::new));
    return new Done();
  }

  private void renameInbox(MemoryMailbox inbox, MailboxName to) {
    MemoryMailbox target = newMailbox(to);
    if (inbox.messageCount() == 0) {
      publish(target);
      return;
    }
    List<MemoryMessage.Staged> all = inbox.messages().stream().map(MemoryMessage::staged).toList();
    modSeq++;
    publish(
        inbox.without(UidSet.range(1, Uid.MAX), modSeq), target.with(all, modSeq, clock.instant()));
  }

  @Override
  public synchronized SubscribeOutcome subscribe(MailboxName name, boolean wanted) {
    if (wanted ? subscribed.add(name) : subscribed.remove(name)) {
      onCommit.run();
    }
    return new Done();
  }

  @Override
  public synchronized ChangeOutcome storeFlags(
      MailboxId id, UidSet uids, FlagChange change, Set<Flag> flags) {
    MemoryMailbox mailbox = find(id);
    if (mailbox == null) {
      return new NoSuchMailbox();
    }
    UidSet changing = mailbox.changing(uids, change, flags);
    if (changing.isEmpty()) {
      return new ChangeOutcome.Changed(UidSet.EMPTY, mailbox);
    }
    MemoryMailbox after = mailbox.withFlags(changing, change, flags, ++modSeq);
    publish(after);
    return new ChangeOutcome.Changed(changing, after);
  }

  @Override
  public synchronized ChangeOutcome expunge(MailboxId id, UidSet uids) {
    MemoryMailbox mailbox = find(id);
    if (mailbox == null) {
      return new NoSuchMailbox();
    }
    UidSet gone =
        UidSet.ofSorted(
            mailbox.messages().stream()
                .filter(m -> m.flags().contains(Flag.DELETED) && uids.contains(m.uid()))
                .mapToLong(MemoryMessage::uid));
    if (gone.isEmpty()) {
      return new ChangeOutcome.Changed(UidSet.EMPTY, mailbox);
    }
    MemoryMailbox after = mailbox.without(gone, ++modSeq);
    publish(after);
    return new ChangeOutcome.Changed(gone, after);
  }

  @Override
  public CopyOutcome copy(MailboxId from, UidSet uids, MailboxName to) {
    return transfer(from, uids, to, false);
  }

  @Override
  public CopyOutcome move(MailboxId from, UidSet uids, MailboxName to) {
    return transfer(from, uids, to, true);
  }

  private synchronized CopyOutcome transfer(
      MailboxId from, UidSet uids, MailboxName to, boolean remove) {
    MemoryMailbox source = find(from);
    MemoryMailbox target = mailboxes.get(to);
    if (source == null || target == null) {
      return new NoSuchMailbox();
    }
    UidSet chosen = source.existing(uids);
    if (chosen.isEmpty()) {
      return new CopyOutcome.Copied(target.uidValidity(), UidSet.EMPTY, UidSet.EMPTY);
    }
    if (!target.hasUidsFor(chosen.size())) {
      return new UidsExhausted();
    }
    List<MemoryMessage.Staged> staged =
        source.messages().stream()
            .filter(m -> chosen.contains(m.uid()))
            .map(MemoryMessage::staged)
            .toList();
    modSeq++;
    if (!remove) {
      publish(target.with(staged, modSeq, clock.instant()));
    } else {
      MemoryMailbox rest = source.without(chosen, modSeq);
      if (from.equals(target.id())) {
        publish(rest.with(staged, modSeq, clock.instant()));
      } else {
        publish(rest, target.with(staged, modSeq, clock.instant()));
      }
    }
    UidSet uidsInTarget = UidSet.range(target.uidNext(), target.uidNext() + chosen.size() - 1);
    return new CopyOutcome.Copied(target.uidValidity(), chosen, uidsInTarget);
  }

  /// Makes the new values of one change visible together, then tells whoever watches.
  private void publish(MemoryMailbox... changed) {
    for (MemoryMailbox mailbox : changed) {
      mailboxes.put(mailbox.name(), mailbox);
    }
    onCommit.run();
    Arrays.stream(changed).map(MemoryMailbox::id).forEach(this::announce);
  }

  private void announce(MailboxId id) {
    List.copyOf(watches.getOrDefault(id, List.of())).forEach(watch -> watch.onChange.run());
  }

  @Override
  public synchronized long claimRecent(MailboxId id) {
    long first = firstRecent(id);
    MemoryMailbox mailbox = find(id);
    if (mailbox != null) {
      recentFrom.put(id, mailbox.uidNext());
    }
    return first;
  }

  @Override
  public synchronized long firstRecent(MailboxId id) {
    return recentFrom.getOrDefault(id, 1L);
  }

  @Override
  public synchronized Watch watch(MailboxId id, Runnable onChange) {
    Registration registration = new Registration(id, onChange);
    watches.computeIfAbsent(id, _ -> new ArrayList<>()).add(registration);
    return registration;
  }

  /// An object of its own for each call, so that closing one ends that one alone.
  private final class Registration implements Watch {
    private final MailboxId id;
    private final Runnable onChange;

    Registration(MailboxId id, Runnable onChange) {
      this.id = id;
      this.onChange = onChange;
    }

    @Override
    public void close() {
      synchronized (MemoryAccount.this) {
        watches.getOrDefault(id, new ArrayList<>()).remove(this);
      }
    }
  }
}
