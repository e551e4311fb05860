package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `select = "SELECT" SP mailbox` (RFC 3501 §6.3.1).
public record SelectCommand(MailboxName mailbox) implements Command.Auth {
  static SelectCommand parse(WireReader in) throws IOException {
    in.sp();
    return new SelectCommand(in.mailbox());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("SELECT ");
    out.mailbox(mailbox);
  }
}
