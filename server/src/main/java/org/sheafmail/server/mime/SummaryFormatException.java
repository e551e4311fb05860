package org.sheafmail.server.mime;

import java.io.IOException;

/// Octets that are no summary of this version.
final class SummaryFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  SummaryFormatException(String message) {
    super(message);
  }

  SummaryFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
