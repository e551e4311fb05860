package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `unsubscribe = "UNSUBSCRIBE" SP mailbox` (RFC 3501 §6.3.7).
public record UnsubscribeCommand(MailboxName mailbox) implements Command.Auth {
  static UnsubscribeCommand parse(WireReader in) throws IOException {
    in.sp();
    return new UnsubscribeCommand(in.mailbox());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("UNSUBSCRIBE ");
    out.mailbox(mailbox);
  }
}
