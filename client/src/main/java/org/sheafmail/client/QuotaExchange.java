package org.sheafmail.client;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.command.NoopCommand;
import org.sheafmail.protocol.wire.WireWriter;

/// `getquotaroot = "GETQUOTAROOT" SP mailbox` (RFC 9208 §7) on its way. It is no command of the
/// grammar that client and server share, since our server has no quotas to tell of.
final class QuotaExchange extends Exchange {
  private final MailboxName mailbox;

  QuotaExchange(String tag, MailboxName mailbox) {
    super(tag, new NoopCommand()); // What is really written stands below.
    this.mailbox = mailbox;
  }

  @Override
  void write(WireWriter out) throws IOException {
    out.ascii(tag());
    out.ascii(" GETQUOTAROOT ");
    out.mailbox(mailbox);
    out.crlf();
    out.flush();
  }
}
