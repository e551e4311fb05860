package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `copy = ["UID" SP] "COPY" SP sequence-set SP mailbox` (RFC 3501 §6.4.7).
///
/// @param uid true if `messages` are UIDs, not sequence numbers
public record CopyCommand(boolean uid, SequenceSet messages, MailboxName mailbox)
    implements Command.Select {
  static CopyCommand parse(WireReader in, boolean uid) throws IOException {
    in.sp();
    SequenceSet messages = in.sequenceSet();
    in.sp();
    return new CopyCommand(uid, messages, in.mailbox());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii(uid ? "UID COPY " : "COPY ");
    out.sequenceSet(messages);
    out.sp();
    out.mailbox(mailbox);
  }
}
