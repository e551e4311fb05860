package org.sheafmail.server;

import java.io.IOException;
import java.util.List;
import org.sheafmail.protocol.command.IdCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseWriter;

/// `ID` (RFC 2971): tells the name of the program, and nothing an attacker could use.
final class IdHandler {
  private final ResponseWriter out;

  IdHandler(ResponseWriter out) {
    this.out = out;
  }

  Completion handle() throws IOException {
    out.id(List.of(new IdCommand.Field("name", "Sheaf")));
    return Completion.ok("ID completed");
  }
}
