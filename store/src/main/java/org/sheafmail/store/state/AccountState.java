package org.sheafmail.store.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.Mailboxes;

/// An account as it is at one moment; immutable.
///
/// @param number the account's number in its store
/// @param name empty before the first operation, which gives it
/// @param modSeq the last one given; 1 at first
/// @param lastMailboxId the last one given; 0 at first
/// @param lastUidValidity the last one given; 0 at first. It rises for the whole account, so that
///   no name ever has a value twice.
/// @param mailboxes ascending by id
public record AccountState(
    long number,
    String name,
    long modSeq,
    long lastMailboxId,
    long lastUidValidity,
    List<MailboxState> mailboxes,
    Mailboxes names) {

  public AccountState {
    mailboxes = List.copyOf(mailboxes);
  }

  /// The state before the first operation: no name, not even `INBOX`.
  public static AccountState empty(long number) {
    return new AccountState(number, "", 1, 0, 0, List.of(), names(List.of(), new TreeSet<>()));
  }

  AccountState named(String given) {
    return new AccountState(
        number, given, modSeq, lastMailboxId, lastUidValidity, mailboxes, names);
  }

  /// Builds the list of names again, which a change of mailboxes alone does not need.
  public static Mailboxes names(List<MailboxState> mailboxes, SortedSet<MailboxName> subscribed) {
    SortedMap<MailboxName, Optional<MailboxId>> byName = new TreeMap<>();
    for (MailboxState mailbox : mailboxes) {
      byName.put(mailbox.name(), Optional.of(mailbox.id()));
      mailbox.name().parents().forEach(parent -> byName.putIfAbsent(parent, Optional.empty()));
    }
    return new Mailboxes(
        Collections.unmodifiableSortedMap(byName),
        Collections.unmodifiableSortedSet(new TreeSet<>(subscribed)));
  }

  public @Nullable MailboxState mailbox(MailboxId id) {
    int index = indexOf(id);
    return index < 0 ? null : mailboxes.get(index);
  }

  public @Nullable MailboxState mailbox(MailboxName wanted) {
    return names.byName().getOrDefault(wanted, Optional.empty()).map(this::mailbox).orElse(null);
  }

  private int indexOf(MailboxId id) {
    int low = 0;
    int high = mailboxes.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compare(mailboxes.get(middle).id().value(), id.value());
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

  /// The account with another value for one of its mailboxes, whose name stays.
  AccountState with(MailboxState changed, long newModSeq) {
    List<MailboxState> next = new ArrayList<>(mailboxes);
    next.set(indexOf(changed.id()), changed);
    return new AccountState(number, name, newModSeq, lastMailboxId, lastUidValidity, next, names);
  }

  /// The account with the octets of its messages where `moves` put them.
  AccountState withBodiesMoved(Moves moves) throws IOException {
    List<MailboxState> next = new ArrayList<>(mailboxes.size());
    for (MailboxState mailbox : mailboxes) {
      next.add(mailbox.withBodiesMoved(moves));
    }
    return new AccountState(number, name, modSeq, lastMailboxId, lastUidValidity, next, names);
  }

  AccountState withModSeq(long newModSeq) {
    return new AccountState(
        number, name, newModSeq, lastMailboxId, lastUidValidity, mailboxes, names);
  }

  AccountState created(MailboxState mailbox) {
    List<MailboxState> next = new ArrayList<>(mailboxes);
    next.add(mailbox);
    return new AccountState(
        number,
        name,
        modSeq,
        mailbox.id().value(),
        mailbox.uidValidity().value(),
        next,
        names(next, names.subscribed()));
  }

  /// The account with a mailbox that was made once, whatever its id; there is none with that.
  AccountState found(MailboxState mailbox) {
    List<MailboxState> next = new ArrayList<>(mailboxes);
    next.add(-indexOf(mailbox.id()) - 1, mailbox);
    return new AccountState(
        number,
        name,
        modSeq,
        Math.max(lastMailboxId, mailbox.id().value()),
        Math.max(lastUidValidity, mailbox.uidValidity().value()),
        next,
        names(next, names.subscribed()));
  }

  AccountState deleted(MailboxId id) {
    List<MailboxState> next = new ArrayList<>(mailboxes);
    next.remove(indexOf(id));
    return withNames(next);
  }

  /// The account with one of its mailboxes under the name it now has.
  AccountState renamed(MailboxState mailbox) {
    List<MailboxState> next = new ArrayList<>(mailboxes);
    next.set(indexOf(mailbox.id()), mailbox);
    return withNames(next);
  }

  private AccountState withNames(List<MailboxState> next) {
    return new AccountState(
        number,
        name,
        modSeq,
        lastMailboxId,
        lastUidValidity,
        next,
        names(next, names.subscribed()));
  }

  AccountState subscribed(MailboxName mailbox, boolean wanted) {
    SortedSet<MailboxName> next = new TreeSet<>(names.subscribed());
    if (wanted) {
      next.add(mailbox);
    } else {
      next.remove(mailbox);
    }
    return new AccountState(
        number,
        name,
        modSeq,
        lastMailboxId,
        lastUidValidity,
        mailboxes,
        new Mailboxes(names.byName(), Collections.unmodifiableSortedSet(next)));
  }
}
