package org.sheafmail.server.auth;

/// A change to the users file was refused; the message is one line for the person who asked.
public final class UserException extends Exception {
  private static final long serialVersionUID = 1;

  UserException(String message) {
    super(message);
  }
}
