package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `lsub = "LSUB" SP mailbox SP list-mailbox` (RFC 3501 §6.3.9).
///
/// Both names have been decoded from modified UTF-7 and hold the separator as sent; either may be
/// empty.
///
/// @param pattern with the wildcards `*` and `%`
public record LsubCommand(String reference, String pattern) implements Command.Auth {
  static LsubCommand parse(WireReader in) throws IOException {
    in.sp();
    String reference = in.mailboxPath();
    in.sp();
    return new LsubCommand(reference, in.listMailbox());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("LSUB ");
    out.mailboxPath(reference);
    out.sp();
    out.mailboxPath(pattern);
  }
}
