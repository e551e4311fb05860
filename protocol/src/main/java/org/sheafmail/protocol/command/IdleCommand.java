package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `IDLE` (RFC 2177 §3), ended by the line `DONE`.
public record IdleCommand() implements Command.Auth {
  /// `"DONE" CRLF`: the line that ends the command once it runs, read as a command of its own after
  /// [WireReader#begin].
  public static void parseDone(WireReader in) throws IOException {
    if (!in.word().equals("DONE")) {
      throw in.error("expected DONE");
    }
    in.crlf();
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("IDLE");
  }
}
