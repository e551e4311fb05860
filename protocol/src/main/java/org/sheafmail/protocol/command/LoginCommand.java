package org.sheafmail.protocol.command;

/// `login = "LOGIN" SP userid SP password` (RFC 3501 §6.2.3).
public record LoginCommand(String userid, String password) implements Command.NonAuth {
  /// Leaves the password out: this text may end up in a log.
  @Override
  public String toString() {
    return "LoginCommand[userid=" + userid + "]";
  }
}
