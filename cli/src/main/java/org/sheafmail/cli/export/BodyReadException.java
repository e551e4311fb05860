package org.sheafmail.cli.export;

import java.io.IOException;

/// The store could not read a message, as opposed to a file that could not be written.
final class BodyReadException extends IOException {
  private static final long serialVersionUID = 1L;

  BodyReadException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
