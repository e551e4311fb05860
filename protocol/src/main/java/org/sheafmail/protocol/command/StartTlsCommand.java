package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireWriter;

/// `STARTTLS` (RFC 3501 §6.2.1).
public record StartTlsCommand() implements Command.NonAuth {
  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("STARTTLS");
  }
}
