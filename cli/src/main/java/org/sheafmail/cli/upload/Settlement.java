package org.sheafmail.cli.upload;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.upload.Intent.Entry;
import org.sheafmail.protocol.UidSet;

/// Finds out which messages of an intent are in the mailbox, by comparing it with the messages that
/// are new there since the intent was written.
///
/// Size, internal date and Message-ID together identify a message; where one of them is missing or
/// differs, or two messages of the intent agree in all of them, the octets are fetched and hashed.
/// If the server takes batches whole or not at all (RFC 3502), one message that is found settles
/// all of them, even if somebody has moved others away meanwhile. It must have the internal date we
/// gave it: somebody else may deliver the same octets in just that moment, but not with that date.
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
    List<UidSet.Range> present = new ArrayList<>();
    boolean certain = false;
    for (int i = 0; i < intent.messages().size(); i++) {
      Entry entry = intent.messages().get(i);
      Optional<Found> match = takeMatch(entry);
      if (match.isPresent()) {
        present.add(new UidSet.Range(i + 1L, i + 1L));
        certain |= entry.internalDate().isPresent() && isSameDate(entry, match.get());
        if (intent.whole() && certain) {
          return UidSet.range(1, intent.messages().size());
        }
      }
    }
    boolean some = present.size() < intent.messages().size();
    return intent.whole() && some ? UidSet.EMPTY : new UidSet(present);
  }

  private Optional<Found> takeMatch(Entry entry) throws IOException {
    for (int i = 0; i < candidates.size(); i++) {
      if (matches(entry, candidates.get(i))) {
        return Optional.of(candidates.remove(i));
      }
    }
    return Optional.empty();
  }

  private boolean matches(Entry entry, Found found) throws IOException {
    boolean sameSize = entry.size() == found.size();
    boolean sameDate = isSameDate(entry, found);
    boolean sameId = entry.messageId().isPresent() && entry.messageId().equals(found.messageId());
    if (sameSize && sameDate && sameId && !hasLookalike(entry)) {
      return true;
    }
    if (isOfAnother(entry, found)) {
      return false;
    }
    if (sameSize) {
      return hashing.digest(found.uid()).equals(entry.digest());
    }
    // A server that changes the octets it stores leaves these two to know the message by.
    return sameId && sameDate && entry.internalDate().isPresent();
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
