package org.sheafmail.client;

import java.io.IOException;

/// A message to be appended could not be read. The append was called off: nothing was appended.
public final class BodyException extends ImapException {
  private static final long serialVersionUID = 1;

  private final long number;

  BodyException(long number, IOException cause) {
    super("message " + number + " of the batch cannot be read: " + cause.getMessage(), cause);
    this.number = number;
  }

  /// Which message of the batch it is, the first being 1.
  public long number() {
    return number;
  }
}
