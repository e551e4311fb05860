package org.sheafmail.server;

import java.io.IOException;

/// A response could not be written to its end: the client waits for octets of a literal, and would
/// take for them whatever was said next. The connection has to be closed without another word.
final class BrokenResponseException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param response names it
  BrokenResponseException(String response, Exception cause) {
    super(response + " has broken off", cause);
  }
}
