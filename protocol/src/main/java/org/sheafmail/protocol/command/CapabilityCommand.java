package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireWriter;

/// `CAPABILITY` (RFC 3501 §6.1.1).
public record CapabilityCommand() implements Command.Any {
  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("CAPABILITY");
  }
}
