package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `delete = "DELETE" SP mailbox` (RFC 3501 §6.3.4).
public record DeleteCommand(MailboxName mailbox) implements Command.Auth {
  static DeleteCommand parse(WireReader in) throws IOException {
    in.sp();
    return new DeleteCommand(in.mailbox());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("DELETE ");
    out.mailbox(mailbox);
  }
}
