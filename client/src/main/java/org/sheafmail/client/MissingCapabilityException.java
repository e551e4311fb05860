package org.sheafmail.client;

import java.io.IOException;

/// The server cannot do what was asked; nothing was sent.
public final class MissingCapabilityException extends IOException {
  private static final long serialVersionUID = 1;

  MissingCapabilityException(String capability) {
    super("the server has no " + capability);
  }
}
