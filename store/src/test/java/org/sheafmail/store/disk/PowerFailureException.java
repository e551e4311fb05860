package org.sheafmail.store.disk;

import java.io.IOException;

/// Thrown by every operation of a [SimulatedDisk] from the moment its power failed.
public final class PowerFailureException extends IOException {
  private static final long serialVersionUID = 1L;

  PowerFailureException(String message) {
    super(message);
  }
}
