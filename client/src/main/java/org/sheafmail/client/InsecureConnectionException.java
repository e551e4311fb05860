package org.sheafmail.client;

/// The connection would not have been safe from others on the way. Nothing secret was sent.
public final class InsecureConnectionException extends ImapException {
  private static final long serialVersionUID = 1;

  InsecureConnectionException(String message) {
    super(message);
  }
}
