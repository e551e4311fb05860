package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireWriter;

/// `NAMESPACE` (RFC 2342 §5).
public record NamespaceCommand() implements Command.Auth {
  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("NAMESPACE");
  }
}
