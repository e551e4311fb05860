package org.sheafmail.server;

import java.util.ArrayList;
import java.util.List;

/// What the server announces it can do (RFC 3501 §7.2.1). Everything is announced from the greeting
/// on; only the ways to log in depend on the connection.
final class Capabilities {
  private Capabilities() {}

  /// rfc3501/capability-truthful, rfc7888/not-both
  static List<String> of(Services services, Connection connection, boolean loggedIn) {
    List<String> capabilities =
        new ArrayList<>(
            List.of(
                "IMAP4rev1",
                "LITERAL+", // rfc7888/capability: before login too, for long passwords.
                "SASL-IR",
                "MULTIAPPEND", // rfc3502/capability
                "UIDPLUS", // rfc4315/capability
                "NAMESPACE",
                "IDLE",
                "UNSELECT",
                "ID",
                "CHILDREN",
                "MOVE",
                "ENABLE",
                "STATUS=SIZE",
                "APPENDLIMIT=" + services.limits().append().messageSizeMax()));
    if (!loggedIn) {
      if (services.certificates().isPresent() && !connection.encrypted()) {
        capabilities.add("STARTTLS");
      }
      if (services.takesPasswords(connection)) {
        capabilities.add("AUTH=PLAIN");
      } else {
        // rfc3501/login-disabled
        capabilities.add("LOGINDISABLED");
      }
      // It never sends the password, so it may do without TLS.
      capabilities.add("AUTH=SCRAM-SHA-256");
    }
    return capabilities;
  }
}
