package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `move = ["UID" SP] "MOVE" SP sequence-set SP mailbox` (RFC 6851 §3.1).
///
/// @param uid true if `messages` are UIDs, not sequence numbers
public record MoveCommand(boolean uid, SequenceSet messages, MailboxName mailbox)
    implements Command.Select {
  static MoveCommand parse(WireReader in, boolean uid) throws IOException {
    in.sp();
    SequenceSet messages = in.sequenceSet();
    in.sp();
    return new MoveCommand(uid, messages, in.mailbox());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii(uid ? "UID MOVE " : "MOVE ");
    out.sequenceSet(messages);
    out.sp();
    out.mailbox(mailbox);
  }
}
