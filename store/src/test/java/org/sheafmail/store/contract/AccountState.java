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

  /// One mailbox.
  public record Mailbox(
      long id,
      long uidValidity,
      long uidNext,
      long highestModSeq,
      SortedSet<String> flagsInUse,
      List<Message> messages) {}

  /// One message; body and summary as checksum and octets.
  public record Message(
      long uid,
      long modSeq,
      SortedSet<String> flags,
      OffsetDateTime internalDate,
      Instant saveDate,
      long size,
      long crc,
      String summary) {}

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

  public static AccountState of(Account account) throws IOException {
    var names = account.mailboxes();
    SortedMap<MailboxName, Optional<Mailbox>> mailboxes = new TreeMap<>();
    for (Map.Entry<MailboxName, Optional<MailboxId>> entry : names.byName().entrySet()) {
      MailboxName name = entry.getKey();
      mailboxes.put(
          name,
          entry.getValue().isEmpty()
              ? Optional.empty()
              : Optional.of(mailbox(account.view(entry.getValue().get()).orElseThrow())));
    }
    return new AccountState(mailboxes, new TreeSet<>(names.subscribed()));
  }

  public static Mailbox mailbox(MailboxView view) throws IOException {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < view.messageCount(); i++) {
      messages.add(
          new Message(
              view.uid(i),
              view.modSeq(i),
              spelled(view.flags(i)),
              view.internalDate(i),
              view.saveDate(i),
              view.size(i),
              crc(view.body(i)),
              HexFormat.of().formatHex(view.summary(i))));
    }
    return new Mailbox(
        view.id().value(),
        view.uidValidity().value(),
        view.uidNext(),
        view.highestModSeq(),
        spelled(view.flagsInUse()),
        messages);
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
