package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `examine = "EXAMINE" SP mailbox` (RFC 3501 §6.3.2).
public record ExamineCommand(MailboxName mailbox) implements Command.Auth {
  static ExamineCommand parse(WireReader in) throws IOException {
    in.sp();
    return new ExamineCommand(in.mailbox());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("EXAMINE ");
    out.mailbox(mailbox);
  }
}
