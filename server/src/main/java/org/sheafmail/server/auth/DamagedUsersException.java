package org.sheafmail.server.auth;

import java.io.IOException;

/// The users file is not what was written. The message names the line; nothing was changed.
public final class DamagedUsersException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedUsersException(String message) {
    super(message);
  }

  DamagedUsersException(String message, Throwable cause) {
    super(message, cause);
  }
}
