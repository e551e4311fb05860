package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireWriter;

/// `CHECK` (RFC 3501 §6.4.1).
public record CheckCommand() implements Command.Select {
  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("CHECK");
  }
}
