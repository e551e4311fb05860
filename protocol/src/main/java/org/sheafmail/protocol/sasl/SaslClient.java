package org.sheafmail.protocol.sasl;

import java.io.IOException;
import org.sheafmail.protocol.Octets;

/// The client's side of one authentication (RFC 4422 §3), step by step.
public sealed interface SaslClient permits LoginClient, OAuthClient, PlainClient, ScramClient {
  /// The name of the mechanism, for `AUTHENTICATE`.
  String mechanism();

  /// False if the client has nothing to say before it is asked.
  default boolean speaksFirst() {
    return true;
  }

  /// What the client says first: the initial response, or the answer to an empty challenge where
  /// the server takes no initial response.
  Octets initialResponse();

  /// The answer to a challenge.
  ///
  /// @throws IOException if the challenge makes no sense or the server is not who it should be; the
  ///   exchange is to be called off
  Octets next(Octets challenge) throws IOException;

  /// True once the server may say `OK`: the client has sent all it had to, and has seen whatever
  /// proof the mechanism demands of the server. An `OK` before that is not to be believed.
  boolean complete();
}
