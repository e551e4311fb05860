package org.sheafmail.client;

/// The server cannot do what was asked; nothing was sent.
public final class MissingCapabilityException extends ImapException {
  private static final long serialVersionUID = 1;

  MissingCapabilityException(String capability) {
    super("the server has no " + capability);
  }
}
