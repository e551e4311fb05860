package org.sheafmail.cli.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;

/// A source whose mail falls into parts that can be read beside each other: the folders of a
/// Maildir, the mailboxes of an account.
public interface PartedSource extends MessageSource {
  /// Some of the mail.
  ///
  /// @param mailbox where it goes; another part may go there as well
  record Part(MailboxName mailbox, Opening opening) {}

  /// Opens a part.
  @FunctionalInterface
  interface Opening {
    MessageSource open() throws IOException;
  }

  /// The next part, in the order of the source; null when there are no more. [#next] gives the
  /// messages of what this has not given.
  @Nullable Part nextPart() throws IOException;
}
