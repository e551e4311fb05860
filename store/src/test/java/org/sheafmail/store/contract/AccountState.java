package org.sheafmail.store.contract;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.Account;
import org.sheafmail.store.Body;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;

/// Everything that can be seen of an account at one moment, as a value: two stores, or one store
/// before and after, are the same when these are equal.
///
/// @param mailboxes by name; empty for a name that only has mailboxes below it
public record AccountState(
    SortedMap<MailboxName, Optional<Mailbox>> mailboxes, SortedSet<MailboxName> subscribed) {

  /// Stands for the checksum of a body that could not be read.
  private static final long UNREADABLE = -1;

  /// What a store may know of a mailbox without looking at its messages.
  ///
  /// @param changedLately indexes, since about the middle of its changes
  public record Derived(
      int unseen, int firstUnseen, int deleted, long totalSize, List<Integer> changedLately) {
    private static Derived of(MailboxView view) {
      List<Integer> changedLately = new ArrayList<>();
      view.changedSince(view.highestModSeq() / 2, changedLately::add);
      return new Derived(
          view.unseenCount(),
          view.firstUnseen(),
          view.deletedCount(),
          view.totalSize(),
          changedLately);
    }
  }

  /// One mailbox.
  public record Mailbox(
      long id,
      long uidValidity,
      long uidNext,
      long highestModSeq,
      SortedSet<String> flagsInUse,
      Derived derived,
      List<Message> messages) {

    /// The same mailbox with those messages unreadable that are so in `other`.
    Mailbox readableAs(Mailbox other) {
      List<Message> readable = new ArrayList<>(messages);
      for (int i = 0; i < Math.min(messages.size(), other.messages.size()); i++) {
        if (other.messages.get(i).crc == UNREADABLE) {
          readable.set(i, messages.get(i).unreadable());
        }
      }
      return new Mailbox(id, uidValidity, uidNext, highestModSeq, flagsInUse, derived, readable);
    }
  }

  /// One message; body and summary as checksum and octets.
  public record Message(
      long uid,
      long modSeq,
      SortedSet<String> flags,
      OffsetDateTime internalDate,
      Instant saveDate,
      long size,
      long crc,
      String summary) {
    Message unreadable() {
      return new Message(uid, modSeq, flags, internalDate, saveDate, size, UNREADABLE, "");
    }
  }

  /// The first way in which this state is not the one expected, for failure messages.
  public String differenceFrom(AccountState expected) {
    if (!mailboxes.keySet().equals(expected.mailboxes.keySet())) {
      return "mailboxes " + mailboxes.keySet() + " and not " + expected.mailboxes.keySet();
    }
    for (MailboxName name : mailboxes.keySet()) {
      Optional<Mailbox> found = mailboxes.get(name);
      Optional<Mailbox> wanted = expected.mailboxes.get(name);
      if (!found.equals(wanted)) {
        return "mailbox " + name + " is\n    " + found + "\n  and not\n    " + wanted;
      }
    }
    return "subscribed " + subscribed + " and not " + expected.subscribed;
  }

  /// The same account with those messages unreadable that are so in `other`.
  public AccountState readableAs(AccountState other) {
    SortedMap<MailboxName, Optional<Mailbox>> readable = new TreeMap<>(mailboxes);
    readable.replaceAll((name, mailbox) ->
        mailbox.flatMap(m ->
            other
                .mailboxes
                .getOrDefault(name, Optional.empty())
                .map(m::readableAs)
                .or(() -> mailbox)));
    return new AccountState(readable, subscribed);
  }

  public static AccountState of(Account account) throws IOException {
    return of(account, AccountState::mailbox);
  }

  /// As much as can be seen on a disk that is damaged.
  public static AccountState ofReadable(Account account) throws IOException {
    return of(account, view -> mailbox(view, AccountState::readableMessage));
  }

  private interface Reading<T> {
    T of(MailboxView view) throws IOException;
  }

  private interface MessageReading {
    Message of(MailboxView view, int index) throws IOException;
  }

  private static AccountState of(Account account, Reading<Mailbox> mailbox) throws IOException {
    var names = account.mailboxes();
    SortedMap<MailboxName, Optional<Mailbox>> mailboxes = new TreeMap<>();
    for (Map.Entry<MailboxName, Optional<MailboxId>> entry : names.byName().entrySet()) {
      MailboxName name = entry.getKey();
      mailboxes.put(
          name,
          entry.getValue().isEmpty()
              ? Optional.empty()
              : Optional.of(mailbox.of(account.view(entry.getValue().get()).orElseThrow())));
    }
    return new AccountState(mailboxes, new TreeSet<>(names.subscribed()));
  }

  public static Mailbox mailbox(MailboxView view) throws IOException {
    return mailbox(view, AccountState::message);
  }

  private static Mailbox mailbox(MailboxView view, MessageReading reading) throws IOException {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < view.messageCount(); i++) {
      messages.add(reading.of(view, i));
    }
    return new Mailbox(
        view.id().value(),
        view.uidValidity().value(),
        view.uidNext(),
        view.highestModSeq(),
        spelled(view.flagsInUse()),
        Derived.of(view),
        messages);
  }

  private static Message message(MailboxView view, int index) throws IOException {
    return message(
        view, index, crc(view.body(index)), HexFormat.of().formatHex(view.summary(index)));
  }

  private static Message readableMessage(MailboxView view, int index) {
    try {
      return message(view, index);
    } catch (IOException e) {
      return message(view, index, UNREADABLE, "");
    }
  }

  private static Message message(MailboxView view, int index, long crc, String summary) {
    return new Message(
        view.uid(index),
        view.modSeq(index),
        spelled(view.flags(index)),
        view.internalDate(index),
        view.saveDate(index),
        view.size(index),
        crc,
        summary);
  }

  private static SortedSet<String> spelled(Set<?> flags) {
    return flags.stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
  }

  private static long crc(Body body) throws IOException {
    CRC32C crc = new CRC32C();
    try (InputStream in = body.open()) {
      crc.update(in.readAllBytes());
    }
    return crc.getValue();
  }
}
