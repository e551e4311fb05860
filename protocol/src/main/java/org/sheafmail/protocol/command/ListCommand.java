package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `list = "LIST" SP mailbox SP list-mailbox` (RFC 3501 §6.3.8).
///
/// Both names have been decoded from modified UTF-7 and hold the separator as sent; either may be
/// empty.
///
/// @param pattern with the wildcards `*` and `%`
public record ListCommand(String reference, String pattern) implements Command.Auth {
  static ListCommand parse(WireReader in) throws IOException {
    in.sp();
    String reference = in.mailboxPath();
    in.sp();
    return new ListCommand(reference, in.listMailbox());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("LIST ");
    out.mailboxPath(reference);
    out.sp();
    out.mailboxPath(pattern);
  }
}
