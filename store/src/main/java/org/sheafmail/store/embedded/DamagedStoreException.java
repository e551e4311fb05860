package org.sheafmail.store.embedded;

import java.io.IOException;

/// The files of a store are not what it wrote, and not because power failed: the disk lost or
/// changed something that was safe, or somebody else did. Nothing was changed by finding out.
public final class DamagedStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedStoreException(String message) {
    super(message);
  }

  public DamagedStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
