package org.sheafmail.client;

import java.util.Optional;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;

/// The server did not let the user in, or there is no safe way to show it the password.
public final class AuthenticationException extends ImapException {
  private static final long serialVersionUID = 1;

  private final transient Optional<ResponseCode> code;

  AuthenticationException(String message) {
    super(message);
    this.code = Optional.empty();
  }

  AuthenticationException(String message, Throwable cause) {
    super(message, cause);
    this.code = Optional.empty();
  }

  AuthenticationException(Completion completion) {
    super("login refused: " + completion.text());
    this.code = completion.code();
  }

  /// What the server tells a program of the reason, if it does (RFC 5530).
  public Optional<ResponseCode> code() {
    return code;
  }

  /// True if the server says that it has nothing against user and password: another try later may
  /// succeed.
  public boolean isTemporary() {
    return code.filter(ResponseCode.Word.class::isInstance)
        .map(ResponseCode.Word.class::cast)
        .filter(word ->
            switch (word) {
              case UNAVAILABLE, INUSE, LIMIT, SERVERBUG -> true;
              default -> false;
            })
        .isPresent();
  }
}
