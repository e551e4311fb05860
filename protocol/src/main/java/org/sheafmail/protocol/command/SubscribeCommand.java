package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `subscribe = "SUBSCRIBE" SP mailbox` (RFC 3501 §6.3.6).
public record SubscribeCommand(MailboxName mailbox) implements Command.Auth {
  static SubscribeCommand parse(WireReader in) throws IOException {
    in.sp();
    return new SubscribeCommand(in.mailbox());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("SUBSCRIBE ");
    out.mailbox(mailbox);
  }
}
