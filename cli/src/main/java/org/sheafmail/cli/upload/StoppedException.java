package org.sheafmail.cli.upload;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sheafmail.client.AuthenticationException;

/// An upload cannot go on. What has been stored is in the ledger: a later run carries on from
/// there.
public final class StoppedException extends Exception {
  private static final long serialVersionUID = 1;

  /// Why, as far as scripts care.
  public enum Reason {
    /// What was asked for does not fit what is there.
    USAGE,
    /// The server cannot be reached.
    CONNECT,
    /// The server does not let the user in.
    AUTHENTICATION,
    /// The server does not take mail for this mailbox at all.
    REFUSED,
    /// A source cannot be read.
    SOURCE,
    /// A limit that was given is reached.
    LIMIT,
    /// The server asks for patience, for longer than we have.
    TEMPORARY,
    /// What is in a mailbox is neither what was sent nor nothing of it.
    MISMATCH,
    /// The user wants to stop.
    INTERRUPTED
  }

  private final Reason reason;

  public StoppedException(Reason reason, String message) {
    this(reason, message, null);
  }

  public StoppedException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /// Mail cannot be read any further.
  public static StoppedException reading(IOException e) {
    return switch (e) {
      case LedgerException _ -> new StoppedException(Reason.USAGE, Account.text(e), e);
      case AuthenticationException _ ->
          new StoppedException(Reason.AUTHENTICATION, Account.text(e), e);
      case UnreachableException _ ->
          new StoppedException(
              Reason.CONNECT, "the account that is read is gone: " + Account.text(e), e);
      default -> new StoppedException(Reason.SOURCE, Account.text(e), e);
    };
  }

  public Reason reason() {
    return reason;
  }
}
