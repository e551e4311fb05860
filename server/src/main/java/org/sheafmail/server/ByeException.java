package org.sheafmail.server;

import java.io.IOException;

/// The connection has to be closed with `* BYE` and no tagged answer: either nothing true could be
/// said in one (a change whose outcome is unknown), or there is nothing left to talk about.
final class ByeException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param text follows `* BYE`
  ByeException(String text) {
    super(text);
  }
}
