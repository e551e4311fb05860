package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireWriter;

/// `LOGOUT` (RFC 3501 §6.1.3).
public record LogoutCommand() implements Command.Any {
  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("LOGOUT");
  }
}
