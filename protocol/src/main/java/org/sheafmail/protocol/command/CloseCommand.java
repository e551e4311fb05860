package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireWriter;

/// `CLOSE` (RFC 3501 §6.4.2).
public record CloseCommand() implements Command.Select {
  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("CLOSE");
  }
}
