package org.sheafmail.client;

import java.util.Optional;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;

/// The server answered a command with `NO` or `BAD`. Nothing was changed by it, and the connection
/// can be used further.
public final class RefusedException extends ImapException {
  private static final long serialVersionUID = 1;

  private final transient Completion completion;

  RefusedException(Completion completion) {
    super(completion.status() + " " + completion.text());
    this.completion = completion;
  }

  /// The whole answer.
  public Completion completion() {
    return completion;
  }

  /// What the server tells a program of the reason, if it does.
  public Optional<ResponseCode> code() {
    return completion.code();
  }
}
