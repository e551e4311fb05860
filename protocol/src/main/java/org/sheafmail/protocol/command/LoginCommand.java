package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `login = "LOGIN" SP userid SP password` (RFC 3501 §6.2.3).
public record LoginCommand(String userid, String password) implements Command.NonAuth {
  /// Leaves the password out: this text may end up in a log.
  @Override
  public String toString() {
    return "LoginCommand[userid=" + userid + "]";
  }

  static LoginCommand parse(WireReader in) throws IOException {
    in.sp();
    String userid = in.astring();
    in.sp();
    return new LoginCommand(userid, in.astring());
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("LOGIN ");
    out.astring(userid);
    out.sp();
    out.astring(password);
  }
}
