package org.sheafmail.cli.upload;

import java.io.IOException;

/// A ledger cannot be used.
final class LedgerException extends IOException {
  private static final long serialVersionUID = 1;

  LedgerException(String message) {
    super(message);
  }

  LedgerException(String message, IOException cause) {
    super(message, cause);
  }
}
