package org.sheafmail.client;

import java.io.IOException;

/// Why a command did not do what it should. What cannot be told from these, such as a connection
/// that cannot be made or a certificate that is not good, is some other [IOException].
public abstract sealed class ImapException extends IOException
    permits AuthenticationException,
        BodyException,
        ConnectionLostException,
        InsecureConnectionException,
        MissingCapabilityException,
        RefusedException {
  private static final long serialVersionUID = 1;

  ImapException(String message) {
    super(message);
  }

  ImapException(String message, Throwable cause) {
    super(message, cause);
  }
}
