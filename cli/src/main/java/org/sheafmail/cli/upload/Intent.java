package org.sheafmail.cli.upload;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.protocol.MailboxName;

/// What is about to be appended (or copied) to one mailbox, written down before it is sent, so that
/// after a cut the new messages of the mailbox can be compared with it.
///
/// @param id counts up within a ledger
/// @param at when it was written
/// @param before the state of the mailbox before anything was sent
/// @param whole true if the server takes all of them or none (RFC 3502)
record Intent(
    long id,
    Instant at,
    MailboxName mailbox,
    Position before,
    boolean whole,
    List<Entry> messages) {
  Intent {
    messages = List.copyOf(messages);
  }

  /// Where new messages of a mailbox begin.
  ///
  /// @param uidNext every message with this UID or a higher one is new
  record Position(long uidValidity, long uidNext) {}

  /// A message, as far as it takes to know it again.
  ///
  /// @param identity by which it is known in the source
  record Entry(
      long size,
      Digest digest,
      Optional<OffsetDateTime> internalDate,
      Optional<String> messageId,
      Digest identity) {}
}
