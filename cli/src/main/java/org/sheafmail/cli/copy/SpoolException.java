package org.sheafmail.cli.copy;

import java.io.IOException;

/// A message cannot be kept on this machine until it is sent.
final class SpoolException extends IOException {
  private static final long serialVersionUID = 1;

  SpoolException(IOException cause) {
    super("cannot keep a message until it is sent: " + cause.getMessage(), cause);
  }
}
