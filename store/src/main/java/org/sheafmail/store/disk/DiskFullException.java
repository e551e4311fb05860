package org.sheafmail.store.disk;

import java.io.IOException;

/// A write or an allocation found no room. Like every failed write it may have written a part.
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  public DiskFullException(String message) {
    super(message);
  }

  public DiskFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
