package org.sheafmail.client;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.command.AuthenticateCommand;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.sasl.SaslClient;
import org.sheafmail.protocol.wire.WireWriter;

/// An `AUTHENTICATE` on its way: challenges are answered as they come (RFC 3501 §6.2.2).
final class AuthenticateExchange extends Exchange {
  private final SaslClient sasl;
  private final boolean initialResponse;
  private boolean initialSent;
  private @Nullable IOException refusal;

  /// @param initialResponse whether it may go with the command (`SASL-IR`, RFC 4959)
  AuthenticateExchange(String tag, SaslClient sasl, boolean initialResponse) {
    super(tag);
    this.sasl = sasl;
    this.initialResponse = initialResponse && sasl.speaksFirst();
    this.initialSent = this.initialResponse || !sasl.speaksFirst();
  }

  @Override
  void words(WireWriter out) throws IOException {
    Optional<Octets> initial =
        initialResponse ? Optional.of(sasl.initialResponse()) : Optional.empty();
    new AuthenticateCommand(sasl.mechanism(), initial).write(out);
    do {
      out.crlf();
      out.flush();
      answer(awaitGoAhead(), out);
    } while (refusal == null);
  }

  /// Answers a challenge; the line is ended by the caller.
  private void answer(Response.Continue next, WireWriter out) throws IOException {
    Octets response;
    try {
      if (initialSent) {
        response = sasl.next(next.challenge());
      } else {
        initialSent = true;
        response = sasl.initialResponse();
      }
    } catch (IOException | IllegalArgumentException e) {
      refusal = new IOException(e.getMessage(), e);
      out.octet('*'); // Calls the exchange off; the server will answer BAD.
      return;
    }
    out.base64(response);
  }

  /// Why this side called the exchange off, if it did.
  Optional<IOException> refusal() {
    return Optional.ofNullable(refusal);
  }
}
