package org.sheafmail.client.angus;

import jakarta.mail.MessagingException;
import java.util.Optional;
import org.eclipse.angus.mail.imap.AppendUID;

/// What became of one message that was appended by itself.
public sealed interface AppendOutcome {
  /// It is in the folder.
  ///
  /// @param uid empty if the server does not tell (`UIDPLUS`, RFC 4315)
  record Stored(Optional<AppendUID> uid) implements AppendOutcome {}

  /// The server did not want it, or it could not be written; it is not in the folder.
  ///
  /// @param why with the server's words
  record Refused(MessagingException why) implements AppendOutcome {}

  /// The connection was lost while it was sent: it may be in the folder or not.
  record Unknown(MessagingException why) implements AppendOutcome {}

  /// It was not sent, since the connection was lost before.
  record NotSent() implements AppendOutcome {}
}
