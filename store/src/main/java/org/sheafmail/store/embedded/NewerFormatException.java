package org.sheafmail.store.embedded;

import java.io.IOException;

/// The store was written by a later version of the program.
public final class NewerFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public NewerFormatException(String message) {
    super(message);
  }
}
