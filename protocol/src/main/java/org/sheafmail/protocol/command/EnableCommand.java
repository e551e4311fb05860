package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `enable = "ENABLE" 1*(SP capability)` (RFC 5161 §4).
public record EnableCommand(List<String> capabilities) implements Command.Auth {
  public EnableCommand {
    capabilities = List.copyOf(capabilities);
  }

  static EnableCommand parse(WireReader in) throws IOException {
    List<String> capabilities = new ArrayList<>();
    do {
      in.sp();
      capabilities.add(in.atom().toUpperCase(Locale.ROOT));
    } while (in.at(' '));
    return new EnableCommand(capabilities);
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("ENABLE");
    for (String capability : capabilities) {
      out.sp();
      out.ascii(capability);
    }
  }
}
