package org.sheafmail.store.disk;

import java.io.IOException;

/// A data directory belongs to one process at a time, and another one has it.
public final class DirectoryInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  public DirectoryInUseException(String message) {
    super(message);
  }
}
