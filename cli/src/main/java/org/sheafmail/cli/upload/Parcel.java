package org.sheafmail.cli.upload;

import java.util.List;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// A message on its way to a mailbox.
///
/// @param copies mailboxes it is to be copied to from there
record Parcel(SourceMessage message, List<MailboxName> copies) {
  /// True if it is to be sent as a literal that has room for NUL octets.
  boolean isBinary() {
    return message.verdict() instanceof SourceMessage.Send(SourceMessage.Nul nul)
        && nul == SourceMessage.Nul.BINARY;
  }

  Intent.Entry entry() {
    return new Intent.Entry(
        message.size(),
        message.digest(),
        message.internalDate().map(date -> date.at()),
        message.messageId().map(Ledger::shortened),
        message.identity());
  }
}
