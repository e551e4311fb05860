package org.sheafmail.cli.upload;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.upload.Intent.Entry;
import org.sheafmail.protocol.UidSet;

/// Finds out which messages of an intent are in the mailbox, by comparing it with the messages that
/// are new there since the intent was written.
///
/// Size, internal date and Message-ID together identify a message; where one of them is missing or
/// differs, or two messages of the intent agree in all of them, the octets are fetched and hashed.
/// Of what is left after that a message of another size, but with the Message-ID and date of one of
/// the intent, counts as that one, changed by the server: unless two have that Message-ID.
///
/// A batch that the server takes whole or not at all (RFC 3502) is there if all of its messages
/// are, and is not there if none is. If some are:
///
/// 1. Those with another internal date than we gave are somebody else's.
/// 2. Messages get rising UIDs in the order of the batch, and a UID is given once. So if the batch
///    does not fit into the UIDs given since, with the messages that are there in their places and
///    the others where nothing is any more, it is not there, and what was found is somebody else's.
/// 3. If the first and the last are there, as far apart as the batch is long, and whatever is
///    between them is in its place, then the batch is there and others have removed some of it.
/// 4. Else nobody can tell: the batch is *torn*.
public final class Settlement {
  /// A message in a mailbox, and what it is known by.
  public record Found(
      long uid, long size, Optional<OffsetDateTime> internalDate, Optional<String> messageId) {}

  /// The end of a mailbox, as it was looked at.
  ///
  /// @param first every UID from here on is looked at
  /// @param next the UID after the last that was given; the largest number if the server does not
  ///   tell
  /// @param found the messages, by UID
  /// @param others those that are known to be something else
  record Look(long first, long next, List<Found> found, UidSet others) {
    Look(long first, long next, List<Found> found) {
      this(first, next, List.copyOf(found), UidSet.EMPTY);
    }

    Look without(UidSet known) {
      return new Look(first, next, found, others.with(known));
    }
  }

  /// What a look has found out.
  ///
  /// @param matches for messages of the intent, counted from 1, what was found
  /// @param stored which are in the mailbox; more than were found if some were removed since
  /// @param torn true if some of a batch were found and nobody can tell whether the others have
  ///   been there; then `stored` says nothing
  record Result(Map<Integer, Found> matches, UidSet stored, boolean torn) {
    UidSet uids() {
      return UidSet.of(matches.values().stream().mapToLong(Found::uid).toArray());
    }
  }

  /// Fetches a message and hashes it.
  @FunctionalInterface
  interface Hashing {
    Digest digest(long uid) throws IOException;
  }

  private final Intent intent;
  private final List<Entry> entries;
  private final Look look;
  private final List<Found> candidates;
  private final Hashing hashing;
  private final Map<Long, Digest> hashed = new HashMap<>();
  private final Map<Integer, Found> matches = new TreeMap<>();

  private Settlement(Intent intent, Look look, Hashing hashing) {
    this.intent = intent;
    this.entries = intent.messages();
    this.look = look;
    this.candidates =
        new ArrayList<>(
            look.found().stream().filter(found -> !look.others().contains(found.uid())).toList());
    this.hashing = hashing;
  }

  static Result settle(Intent intent, Look look, Hashing hashing) throws IOException {
    return new Settlement(intent, look, hashing).settle();
  }

  private Result settle() throws IOException {
    match();
    if (!intent.whole() || matches.size() == entries.size()) {
      return new Result(numbered(), numbers(), false);
    }
    if (matches.entrySet().stream().noneMatch(this::mayBeOurs) || !fits()) {
      return new Result(Map.of(), UidSet.EMPTY, false);
    }
    return hasBothEnds()
        ? new Result(numbered(), UidSet.range(1, entries.size()), false)
        : new Result(numbered(), UidSet.EMPTY, true);
  }

  private Map<Integer, Found> numbered() {
    Map<Integer, Found> numbered = new TreeMap<>();
    matches.forEach((index, found) -> numbered.put(index + 1, found));
    return numbered;
  }

  private UidSet numbers() {
    return UidSet.of(matches.keySet().stream().mapToLong(index -> index + 1L).toArray());
  }

  /// Gives each message of the intent one of those that were found, if there is one for it.
  private void match() throws IOException {
    for (int i = 0; i < entries.size(); i++) {
      take(i, this::isSame);
    }
    // Only of what nobody has a better claim to.
    for (int i = 0; i < entries.size(); i++) {
      if (!matches.containsKey(i)) {
        take(i, this::isChanged);
      }
    }
  }

  @FunctionalInterface
  private interface Comparing {
    boolean matches(Entry entry, Found found) throws IOException;
  }

  private void take(int index, Comparing comparing) throws IOException {
    for (int i = 0; i < candidates.size(); i++) {
      if (comparing.matches(entries.get(index), candidates.get(i))) {
        matches.put(index, candidates.remove(i));
        return;
      }
    }
  }

  /// Somebody else may deliver the same octets in just that moment, but not with the date we gave.
  private boolean mayBeOurs(Map.Entry<Integer, Found> match) {
    return isSameDate(entries.get(match.getKey()), match.getValue());
  }

  /// Whether all of the batch can have got UIDs of this look: each message that is there stands
  /// where the batch has it or does not belong to it, and the others had UIDs where nothing is now.
  /// To put each as early as possible is best.
  private boolean fits() throws IOException {
    int placed = 0;
    long free = look.first();
    for (Found found : look.found()) {
      placed = (int) Math.min(entries.size(), placed + found.uid() - free);
      if (placed < entries.size() && canBe(entries.get(placed), found)) {
        placed++;
      }
      free = found.uid() + 1;
    }
    return look.next() - free >= entries.size() - placed;
  }

  private boolean hasBothEnds() throws IOException {
    long apart = entries.size() - 1L;
    Map<Long, Found> byUid = new HashMap<>();
    look.found().forEach(found -> byUid.put(found.uid(), found));
    for (Found first : look.found()) {
      if (byUid.containsKey(first.uid() + apart) && beginsAt(first.uid(), byUid)) {
        return true;
      }
    }
    return false;
  }

  private boolean beginsAt(long uid, Map<Long, Found> byUid) throws IOException {
    boolean sure = false;
    for (int i = 0; i < entries.size(); i++) {
      Found found = byUid.get(uid + i);
      if (found != null) {
        if (!canBe(entries.get(i), found)) {
          return false;
        }
        sure |= isAlike(entries.get(i), found);
      }
    }
    return sure;
  }

  /// True also for a message of which the server has left nothing but the date.
  private boolean canBe(Entry entry, Found found) throws IOException {
    boolean dated = entry.internalDate().isPresent() && isSameDate(entry, found);
    return isAlike(entry, found)
        || (dated && !isOfAnother(entry, found) && !look.others().contains(found.uid()));
  }

  private boolean isAlike(Entry entry, Found found) throws IOException {
    return !look.others().contains(found.uid())
        && (isSame(entry, found) || isChanged(entry, found));
  }

  private boolean isSame(Entry entry, Found found) throws IOException {
    if (entry.size() != found.size() || isOfAnother(entry, found)) {
      return false;
    }
    return (isSameDate(entry, found) && isSameId(entry, found) && !hasLookalike(entry))
        || digest(found).equals(entry.digest());
  }

  private Digest digest(Found found) throws IOException {
    Digest known = hashed.get(found.uid());
    if (known == null) {
      known = hashing.digest(found.uid());
      hashed.put(found.uid(), known);
    }
    return known;
  }

  /// A server that changes the octets it stores leaves these two to know the message by.
  private boolean isChanged(Entry entry, Found found) {
    return entry.size() != found.size()
        && isSameId(entry, found)
        && entry.internalDate().isPresent()
        && isSameDate(entry, found)
        && !sharesMessageId(entry);
  }

  private static boolean isSameId(Entry entry, Found found) {
    return entry.messageId().isPresent() && entry.messageId().equals(found.messageId());
  }

  private boolean sharesMessageId(Entry entry) {
    return entries.stream()
        .anyMatch(other ->
            other.messageId().equals(entry.messageId()) && !other.digest().equals(entry.digest()));
  }

  private static boolean isOfAnother(Entry entry, Found found) {
    return entry.messageId().isPresent()
        && found.messageId().isPresent()
        && !entry.messageId().equals(found.messageId());
  }

  /// True if the message has the date it was given, or was given none.
  static boolean isSameDate(Entry entry, Found found) {
    return entry.internalDate().isEmpty()
        || found
            .internalDate()
            .map(date -> date.toEpochSecond() == entry.internalDate().get().toEpochSecond())
            .orElse(false);
  }

  private boolean hasLookalike(Entry entry) {
    return entries.stream()
        .anyMatch(other ->
            other.size() == entry.size()
                && other.messageId().equals(entry.messageId())
                && !other.digest().equals(entry.digest()));
  }
}
