package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `rename = "RENAME" SP mailbox SP mailbox` (RFC 3501 §6.3.5).
public record RenameCommand(MailboxName from, MailboxName to) implements Command.Auth {
  static RenameCommand parse(WireReader in) throws IOException {
    in.sp();
    MailboxName from = in.mailbox();
    in.sp();
    return new RenameCommand(from, in.mailboxToCreate());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("RENAME ");
    out.mailbox(from);
    out.sp();
    out.mailbox(to);
  }
}
