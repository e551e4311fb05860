package org.sheafmail.cli.upload;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
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
/// the intent, counts as that one, changed by the server: unless two have that Message-ID. If the
/// server takes batches whole or not at all (RFC 3502), one message that is found settles all of
/// them, even if somebody has moved others away meanwhile. It must have the internal date we gave
/// it: somebody else may deliver the same octets in just that moment, but not with that date.
public final class Settlement {
  /// A message in a mailbox, and what it is known by.
  public record Found(
      long uid, long size, Optional<OffsetDateTime> internalDate, Optional<String> messageId) {}

  /// Fetches a message and hashes it.
  @FunctionalInterface
  interface Hashing {
    Digest digest(long uid) throws IOException;
  }

  private final Intent intent;
  private final List<Found> candidates;
  private final Hashing hashing;
  private final Map<Integer, Found> matches = new TreeMap<>();

  private Settlement(Intent intent, List<Found> found, Hashing hashing) {
    this.intent = intent;
    this.candidates = new ArrayList<>(found);
    this.hashing = hashing;
  }

  /// The messages of the intent, counted from 1, that are among `found`.
  static UidSet settle(Intent intent, List<Found> found, Hashing hashing) throws IOException {
    return new Settlement(intent, found, hashing).settle();
  }

  private UidSet settle() throws IOException {
    for (int i = 0; i < intent.messages().size(); i++) {
      take(i, this::isSame);
    }
    // Only of what nobody has a better claim to.
    for (int i = 0; i < intent.messages().size(); i++) {
      if (!matches.containsKey(i) && !sharesMessageId(intent.messages().get(i))) {
        take(i, Settlement::isChanged);
      }
    }
    boolean all = matches.size() == intent.messages().size();
    if (intent.whole()) {
      return all || matches.entrySet().stream().anyMatch(this::isCertain)
          ? UidSet.range(1, intent.messages().size())
          : UidSet.EMPTY;
    }
    return new UidSet(
        matches.keySet().stream().map(i -> new UidSet.Range(i + 1L, i + 1L)).toList());
  }

  private boolean isCertain(Map.Entry<Integer, Found> match) {
    Entry entry = intent.messages().get(match.getKey());
    return entry.internalDate().isPresent() && isSameDate(entry, match.getValue());
  }

  @FunctionalInterface
  private interface Comparing {
    boolean matches(Entry entry, Found found) throws IOException;
  }

  private void take(int index, Comparing comparing) throws IOException {
    for (int i = 0; i < candidates.size(); i++) {
      if (comparing.matches(intent.messages().get(index), candidates.get(i))) {
        matches.put(index, candidates.remove(i));
        return;
      }
    }
  }

  private boolean isSame(Entry entry, Found found) throws IOException {
    if (entry.size() != found.size() || isOfAnother(entry, found)) {
      return false;
    }
    return (isSameDate(entry, found) && isSameId(entry, found) && !hasLookalike(entry))
        || hashing.digest(found.uid()).equals(entry.digest());
  }

  /// A server that changes the octets it stores leaves these two to know the message by.
  private static boolean isChanged(Entry entry, Found found) {
    return entry.size() != found.size()
        && isSameId(entry, found)
        && entry.internalDate().isPresent()
        && isSameDate(entry, found);
  }

  private static boolean isSameId(Entry entry, Found found) {
    return entry.messageId().isPresent() && entry.messageId().equals(found.messageId());
  }

  private boolean sharesMessageId(Entry entry) {
    return intent.messages().stream()
        .anyMatch(other ->
            other.messageId().equals(entry.messageId()) && !other.digest().equals(entry.digest()));
  }

  private static boolean isOfAnother(Entry entry, Found found) {
    return entry.messageId().isPresent()
        && found.messageId().isPresent()
        && !entry.messageId().equals(found.messageId());
  }

  private static boolean isSameDate(Entry entry, Found found) {
    return entry.internalDate().isEmpty()
        || found
            .internalDate()
            .map(date -> date.toEpochSecond() == entry.internalDate().get().toEpochSecond())
            .orElse(false);
  }

  private boolean hasLookalike(Entry entry) {
    return intent.messages().stream()
        .anyMatch(other ->
            other.size() == entry.size()
                && other.messageId().equals(entry.messageId())
                && !other.digest().equals(entry.digest()));
  }
}
