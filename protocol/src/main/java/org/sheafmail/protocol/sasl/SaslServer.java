package org.sheafmail.protocol.sasl;

import java.io.IOException;
import org.sheafmail.protocol.Octets;

/// The server's side of one authentication (RFC 4422 §3), step by step.
///
/// The exchange starts with what the client sends first: the initial response of `AUTHENTICATE`, or
/// its answer to an empty challenge.
public sealed interface SaslServer permits PlainServer, ScramServer {
  /// Takes what the client sent and says what comes next. After [Step.Success] and [Step.Failure]
  /// there is nothing more.
  ///
  /// @throws IOException if users cannot be looked up
  Step next(Octets response) throws IOException;

  /// What comes next.
  sealed interface Step {
    /// To be sent to the client, which answers it.
    record Challenge(Octets octets) implements Step {}

    /// The client is who it says.
    ///
    /// @param account the name of the account it may use
    record Success(String account) implements Step {}

    /// The client is not, or not as far as can be known.
    record Failure(Reason reason, String why) implements Step {}
  }

  /// Why an authentication failed.
  enum Reason {
    /// The client sent what the mechanism does not know.
    MALFORMED,
    /// Wrong user or password; which of the two is not said.
    CREDENTIALS,
    /// The credentials are right, but not for the account asked for.
    AUTHORIZATION
  }
}
