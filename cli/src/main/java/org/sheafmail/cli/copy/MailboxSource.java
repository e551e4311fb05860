package org.sheafmail.cli.copy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.plan.Supply;
import org.sheafmail.cli.source.DateRule;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.source.InternalDate;
import org.sheafmail.cli.source.MessageBody;
import org.sheafmail.cli.source.MessageSource;
import org.sheafmail.cli.source.Origin;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.client.SelectedMailbox;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.command.FetchItem;
import org.sheafmail.protocol.command.SearchKey;
import org.sheafmail.protocol.command.Section;
import org.sheafmail.protocol.response.FetchData;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.wire.SequenceSet;

/// The messages of one mailbox of an account, in the order of their UIDs.
///
/// What an earlier run has copied is known by UIDVALIDITY and UID, and not fetched. The rest is
/// fetched in two steps: what is known of some hundred messages in one round trip, then the octets
/// of as many as go into a few megabytes. A connection that is lost in between costs the step. What
/// the server does not give is named as refused, message by message, and the rest goes on.
final class MailboxSource implements MessageSource {
  private static final int KNOWN_MAX = 200;

  /// With nothing else to wait for, a round trip may bring more.
  private static final int SIZES_MAX = 2000;

  private static final int LOOKED_MAX = 2000;
  private static final long OCTETS_MAX = 2 << 20;

  private static final List<FetchItem> KNOWN =
      List.of(
          FetchItem.Attribute.UID,
          FetchItem.Attribute.FLAGS,
          FetchItem.Attribute.INTERNALDATE,
          FetchItem.Attribute.RFC822_SIZE,
          new FetchItem.Body(
              new Section(List.of(), Section.Text.HEADER_FIELDS, List.of("Message-ID")),
              true,
              Optional.empty()));

  /// What is known of a message before its octets are.
  private record Known(
      long uid,
      long size,
      Set<Flag> flags,
      Optional<OffsetDateTime> internalDate,
      Optional<String> messageId) {}

  /// Asks for messages; what comes is kept by whoever asks.
  @FunctionalInterface
  private interface Fetch {
    void ask(ImapClient client, UidSet uids) throws IOException;
  }

  private final SourceAccount account;
  private final String accountName;
  private final MailboxName mailbox;
  private final MailboxName target;
  private final AccountSource.Meant meant;
  private final Spool spool = new Spool();
  private final Deque<Known> known = new ArrayDeque<>();
  private final Deque<SourceMessage> ready = new ArrayDeque<>();
  private long uidValidity;
  private @Nullable Iterator<Long> uids;

  /// @param target where its messages go
  MailboxSource(
      SourceAccount account,
      String accountName,
      MailboxName mailbox,
      MailboxName target,
      AccountSource.Meant meant) {
    this.account = account;
    this.accountName = accountName;
    this.mailbox = mailbox;
    this.target = target;
    this.meant = meant;
  }

  @Override
  public @Nullable SourceMessage next() throws IOException {
    while (ready.isEmpty()) {
      spool.clear();
      try {
        if (known.isEmpty() && !learn()) {
          return null;
        }
        fetch();
      } catch (NotOpenedException e) {
        known.clear();
        uids = Collections.emptyIterator();
        ready.add(refusedMailbox(String.valueOf(e.getMessage())));
      }
    }
    return ready.removeFirst();
  }

  /// Learns what there is to know of the next messages; those that are stored already are ready at
  /// once. False if there are no more.
  private boolean learn() throws IOException {
    Iterator<Long> left = uids == null ? begin() : uids;
    List<Long> wanted = new ArrayList<>();
    int looked = 0;
    int most = meant.wanted() == Supply.Wanted.SIZES ? SIZES_MAX : KNOWN_MAX;
    while (left.hasNext() && wanted.size() < most && looked < LOOKED_MAX) {
      long uid = left.next();
      looked++;
      if (meant.stored().claim(target, identity(uid))) {
        ready.add(alreadyStored(uid));
      } else {
        wanted.add(uid);
      }
    }
    Map<Long, Known> found = new TreeMap<>();
    Map<Long, String> refused = new HashMap<>();
    Fetch fetch =
        (client, some) ->
            client.fetch(
                some, KNOWN, told -> known(told).ifPresent(one -> found.put(one.uid(), one)));
    fetch(wanted, fetch, found, refused);
    tellMissing(wanted, found, refused);
    known.addAll(found.values());
    return looked > 0;
  }

  private Iterator<Long> begin() throws IOException {
    SelectedMailbox opened = account.ask(this::examined);
    account.opened(mailbox);
    uidValidity = opened.uidValidity().map(UidValidity::value).orElse(0L);
    meant.stored().sourceIs(mailbox, uidValidity);
    UidSet all =
        opened.messages() == 0
            ? UidSet.EMPTY
            : inOpenMailbox(client -> client.search(new SearchKey.All()));
    Iterator<Long> begun = all.stream().iterator();
    uids = begun;
    return begun;
  }

  /// Asks about the mailbox, which is opened anew if the connection was lost; it must still be the
  /// same one then.
  private <T> T inOpenMailbox(SourceAccount.Question<T> question) throws IOException {
    return account.ask(client -> {
      if (account.isClosed(mailbox)) {
        SelectedMailbox opened = examined(client);
        if (opened.uidValidity().map(UidValidity::value).orElse(0L) != uidValidity) {
          throw new SpoolException(
              new IOException(mailbox + " was made anew while it was copied: run it again"));
        }
        account.opened(mailbox);
      }
      return question.ask(client);
    });
  }

  private SelectedMailbox examined(ImapClient client) throws IOException {
    try {
      return client.examine(mailbox);
    } catch (RefusedException e) {
      throw new NotOpenedException(e);
    }
  }

  /// Fetches messages. Where the server says no, it is asked for halves of what has not come, down
  /// to the single messages it does not give.
  ///
  /// @param came what `fetch` has kept, by UID
  /// @param refused gets the server's words, by UID
  private void fetch(List<Long> wanted, Fetch fetch, Map<Long, ?> came, Map<Long, String> refused)
      throws IOException {
    List<Long> left = wanted.stream().filter(uid -> !came.containsKey(uid)).toList();
    if (left.isEmpty()) {
      return;
    }
    try {
      inOpenMailbox(client -> {
        fetch.ask(client, uids(left));
        return left;
      });
    } catch (RefusedException e) {
      if (left.size() == 1) {
        refused.put(left.getFirst(), String.valueOf(e.getMessage()));
      } else {
        fetch(left.subList(0, left.size() / 2), fetch, came, refused);
        fetch(left.subList(left.size() / 2, left.size()), fetch, came, refused);
      }
    }
  }

  private static UidSet uids(List<Long> numbers) {
    return UidSet.of(numbers.stream().mapToLong(Long::longValue).toArray());
  }

  /// Names the messages that did not come: those that are still there as refused, the others as
  /// removed meanwhile.
  private void tellMissing(List<Long> wanted, Map<Long, ?> came, Map<Long, String> refused)
      throws IOException {
    List<Long> missing = wanted.stream().filter(uid -> !came.containsKey(uid)).toList();
    if (missing.isEmpty()) {
      return;
    }
    UidSet there =
        inOpenMailbox(client -> client.search(new SearchKey.Uids(SequenceSet.of(uids(missing)))));
    for (long uid : missing) {
      String why = refused.getOrDefault(uid, "the server has it in its list, but does not give it");
      ready.add(
          without(
              uid,
              there.contains(uid)
                  ? new SourceMessage.Refused("cannot be read: " + why)
                  : new SourceMessage.LeftOut("removed while it was copied")));
    }
  }

  private static Optional<Known> known(Response.Fetch fetch) {
    Optional<FetchData.UidIs> uid = fetch.first(FetchData.UidIs.class);
    Optional<FetchData.Size> size = fetch.first(FetchData.Size.class);
    if (uid.isEmpty() || size.isEmpty()) {
      return Optional.empty(); // News of flags, not an answer to our question.
    }
    return Optional.of(
        new Known(
            uid.get().uid(),
            size.get().octets(),
            fetch.first(FetchData.Flags.class).map(FetchData.Flags::flags).orElse(Set.of()),
            fetch.first(FetchData.InternalDate.class).map(FetchData.InternalDate::dateTime),
            fetch
                .first(FetchData.SectionIs.class)
                .flatMap(FetchData.SectionIs::octets)
                .flatMap(header -> messageId(header.toString(StandardCharsets.ISO_8859_1)))));
  }

  private static Optional<String> messageId(String header) {
    String line = header.replaceAll("\r?\n[ \t]+", " ").lines().findFirst().orElse("");
    return line.toLowerCase(Locale.ROOT).startsWith("message-id")
        ? Optional.of(line.substring(line.indexOf(':') + 1).strip()).filter(id -> !id.isEmpty())
        : Optional.empty();
  }

  /// Fetches the octets of the next messages, if they are wanted.
  private void fetch() throws IOException {
    List<Known> next = wanted();
    if (meant.wanted() == Supply.Wanted.SIZES) {
      next.forEach(each -> ready.add(message(each, unread(each))));
      return;
    }
    Map<Long, Spool.Kept> bodies = new HashMap<>();
    Map<Long, String> refused = new HashMap<>();
    Fetch fetch =
        (client, some) ->
            client.fetchBodies(some, (uid, size, body) -> bodies.put(uid, spool.keep(size, body)));
    List<Long> numbers = next.stream().map(Known::uid).toList();
    fetch(numbers, fetch, bodies, refused);
    for (Known each : next) {
      Spool.Kept body = bodies.get(each.uid());
      if (body != null) {
        ready.add(message(each, body));
      }
    }
    tellMissing(numbers, bodies, refused);
  }

  /// As many as go into memory together, of those that are meant.
  private List<Known> wanted() {
    List<Known> wanted = new ArrayList<>();
    long octets = 0;
    while (!known.isEmpty()
        && (wanted.isEmpty() || octets + known.getFirst().size() <= OCTETS_MAX)) {
      Known next = known.removeFirst();
      octets += next.size();
      if (meant.selection().takes(next.internalDate().map(OffsetDateTime::toInstant))) {
        wanted.add(next);
      } else {
        meant.passedOver().accept(next.size());
      }
    }
    return wanted;
  }

  private static Spool.Kept unread(Known message) {
    return new Spool.Kept(
        new MessageBody.InFile(MailboxSource::notHere, message.size()), Digest.OF_NOTHING, false);
  }

  private static InputStream notHere() throws IOException {
    throw new IOException("its octets are not here");
  }

  private SourceMessage message(Known message, Spool.Kept kept) {
    Set<Flag> flags = new HashSet<>(message.flags());
    SourceMessage.Verdict verdict =
        kept.body().size() == 0
            ? new SourceMessage.Refused("empty: a message without octets cannot be appended")
            : new SourceMessage.Send(kept.nul() ? SourceMessage.Nul.KEPT : SourceMessage.Nul.NONE);
    return new SourceMessage(
        origin(message.uid()),
        target,
        List.of(),
        flags,
        message.internalDate().map(at -> new InternalDate(at, DateRule.SERVER)),
        kept.digest(),
        message.messageId(),
        kept.body(),
        verdict,
        identity(message.uid()));
  }

  private SourceMessage alreadyStored(long uid) {
    return without(uid, new SourceMessage.Stored());
  }

  private SourceMessage without(long uid, SourceMessage.Verdict verdict) {
    return without(origin(uid), identity(uid), verdict);
  }

  /// Stands for all that is in a mailbox that cannot be opened.
  private SourceMessage refusedMailbox(String why) {
    return without(
        new Origin(accountName + "/" + mailbox, 0), identity(0), new SourceMessage.Refused(why));
  }

  /// Something that has no octets here.
  private SourceMessage without(Origin origin, Digest identity, SourceMessage.Verdict verdict) {
    return new SourceMessage(
        origin,
        target,
        List.of(),
        Set.of(),
        Optional.empty(),
        Digest.OF_NOTHING,
        Optional.empty(),
        new MessageBody.InFile(MailboxSource::notHere, 0),
        verdict,
        identity);
  }

  private Origin origin(long uid) {
    return new Origin(accountName + "/" + mailbox + ";UID=" + uid, 0);
  }

  private Digest identity(long uid) {
    String place = mailbox + "\n" + uidValidity + "\n" + uid;
    return Digest.of(place.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    spool.close();
  }
}
