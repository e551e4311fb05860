package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireWriter;

/// `NOOP` (RFC 3501 §6.1.2).
public record NoopCommand() implements Command.Any {
  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("NOOP");
  }
}
