package org.sheafmail.client;

/// Hears what goes over the wire, line by line, for those who look for a mistake.
///
/// ```java
/// options.withTrace((side, line) -> System.err.println(side + ": " + line));
/// ```
///
/// The octets of literals are left out (`<4096 octets>`), and so is whatever logs a user in
/// (`***`). What the server tells of messages outside literals, their subjects for instance, is
/// there.
@FunctionalInterface
public interface Trace {
  /// Who has said it.
  enum Side {
    CLIENT,
    SERVER
  }

  /// Called by the thread that sends or the one that receives, never by two at once. Must not
  /// throw, and must not use the client.
  ///
  /// @param line without its end; controls, and octets that are not US-ASCII, as `\xNN`
  void line(Side side, String line);
}
