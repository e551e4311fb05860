package org.sheafmail.store.state;

import java.io.IOException;

/// Stored octets are not what they should be.
public final class CorruptException extends IOException {
  private static final long serialVersionUID = 1L;

  public CorruptException(String message) {
    super(message);
  }

  static void unless(boolean sound, String message) throws CorruptException {
    if (!sound) {
      throw new CorruptException(message);
    }
  }
}
