package org.sheafmail.protocol.command;

import java.time.LocalDate;
import java.util.List;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.wire.SequenceSet;

/// What a message must be like to be found: `search-key` (RFC 3501 §6.4.4).
///
/// Keys that are short for others are read as those: `UNSEEN` is `NOT SEEN`, `NEW` is `(RECENT
/// UNSEEN)`, `OLD` is `NOT RECENT`, `SUBJECT x` is `HEADER Subject x`.
public sealed interface SearchKey {
  /// How deep keys may lie within each other.
  int DEPTH_MAX = 50;

  /// `ALL`.
  record All() implements SearchKey {}

  /// All of the keys, one at the least: what stands side by side, or in parentheses.
  record And(List<SearchKey> keys) implements SearchKey {
    public And {
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("no search key");
      }
      keys = List.copyOf(keys);
    }
  }

  /// `OR`.
  record Or(SearchKey left, SearchKey right) implements SearchKey {}

  /// `NOT`.
  record Not(SearchKey key) implements SearchKey {}

  /// `SEEN`, `KEYWORD x` and their like.
  record HasFlag(Flag flag) implements SearchKey {}

  /// `RECENT`.
  record Recent() implements SearchKey {}

  /// `HEADER name text`, also `BCC`, `CC`, `FROM`, `SUBJECT`, `TO`. An empty text asks for the
  /// field alone.
  record Header(String fieldName, String text) implements SearchKey {}

  /// `BODY`.
  record Body(String text) implements SearchKey {}

  /// `TEXT`: header or body.
  record Text(String text) implements SearchKey {}

  /// `BEFORE`, `ON`, `SINCE`: the internal date, regardless of time and zone.
  record InternalDate(Relation relation, LocalDate date) implements SearchKey {}

  /// `SENTBEFORE`, `SENTON`, `SENTSINCE`: the `Date` header field, regardless of time and zone.
  record SentDate(Relation relation, LocalDate date) implements SearchKey {}

  /// Where a date must lie.
  enum Relation {
    BEFORE,
    ON,
    /// On the date or after it.
    SINCE
  }

  /// `LARGER`: more than that many octets.
  record Larger(long octets) implements SearchKey {}

  /// `SMALLER`: fewer than that many octets.
  record Smaller(long octets) implements SearchKey {}

  /// `UID set`.
  record Uids(SequenceSet uids) implements SearchKey {}

  /// A bare sequence set.
  record SequenceNumbers(SequenceSet numbers) implements SearchKey {}
}
