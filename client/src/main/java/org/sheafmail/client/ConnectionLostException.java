package org.sheafmail.client;

/// The connection ended before a command was answered; the client can only be closed.
public final class ConnectionLostException extends ImapException {
  private static final long serialVersionUID = 1;

  private final boolean outcomeUnknown;

  ConnectionLostException(String message, boolean outcomeUnknown) {
    super(message);
    this.outcomeUnknown = outcomeUnknown;
  }

  ConnectionLostException(String message, boolean outcomeUnknown, Throwable cause) {
    super(message, cause);
    this.outcomeUnknown = outcomeUnknown;
  }

  /// True if the server may have done what it was asked: the command had been sent to its end.
  /// Whoever sends it again must look first. False if the server cannot have done it, since it
  /// never saw all of it.
  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
