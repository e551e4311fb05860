package org.sheafmail.client;

import java.io.IOException;

/// The server did not let the user in, or there is no safe way to show it the password.
public final class AuthenticationException extends IOException {
  private static final long serialVersionUID = 1;

  AuthenticationException(String message) {
    super(message);
  }

  AuthenticationException(String message, Throwable cause) {
    super(message, cause);
  }
}
