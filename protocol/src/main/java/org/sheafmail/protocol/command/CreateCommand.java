package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `create = "CREATE" SP mailbox` (RFC 3501 §6.3.3). A separator at the end of the name, which
/// announces mailboxes to be made below it, is dropped.
public record CreateCommand(MailboxName mailbox) implements Command.Auth {
  static CreateCommand parse(WireReader in) throws IOException {
    in.sp();
    return new CreateCommand(in.mailboxToCreate());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("CREATE ");
    out.mailbox(mailbox);
  }
}
