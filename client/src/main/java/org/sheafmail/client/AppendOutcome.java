package org.sheafmail.client;

import java.util.Optional;
import java.util.OptionalLong;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.response.Completion;

/// What became of one message that was appended by itself.
public sealed interface AppendOutcome {
  /// It is in the mailbox.
  ///
  /// @param uidValidity that goes with `uid`
  /// @param uid empty if the server does not tell (`UIDPLUS`, RFC 4315)
  record Stored(Optional<UidValidity> uidValidity, OptionalLong uid) implements AppendOutcome {}

  /// The server did not want it.
  ///
  /// @param completion the server's words, and perhaps a code
  record Refused(Completion completion) implements AppendOutcome {}

  /// It could not be read; it is not in the mailbox.
  record Unreadable(BodyException why) implements AppendOutcome {}

  /// It may be in the mailbox or not: it had been sent to its end when the connection was lost, or
  /// the server said OK to what it never had to its end.
  record Unknown() implements AppendOutcome {}

  /// It was not sent, or not to its end: it is not in the mailbox.
  record NotSent() implements AppendOutcome {}
}
