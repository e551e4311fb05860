package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireWriter;

/// A command with the tag its answer will carry: `command = tag SP (command-any / command-auth /
/// command-nonauth / command-select) CRLF` (RFC 3501 §9).
public record TaggedCommand(String tag, Command command) {
  /// Writes the command as a client does, and flushes.
  public void write(WireWriter out) throws IOException {
    out.ascii(tag);
    out.sp();
    command.write(out);
    out.crlf();
    out.flush();
  }
}
