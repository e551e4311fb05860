package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireWriter;

/// `UNSELECT` (RFC 3691 §2).
public record UnselectCommand() implements Command.Select {
  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("UNSELECT");
  }
}
