package org.sheafmail.server;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.command.AuthenticateCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.protocol.sasl.PlainServer;
import org.sheafmail.protocol.sasl.SaslServer;
import org.sheafmail.protocol.sasl.ScramServer;
import org.sheafmail.protocol.wire.WireReader;

/// `AUTHENTICATE` (RFC 3501 §6.2.2), with an initial response (RFC 4959) or without.
final class AuthenticateHandler {
  private static final String PLAIN = "PLAIN";
  private static final String SCRAM = "SCRAM-SHA-256";

  private final Services services;
  private final LoginHandler login;
  private final WireReader in;
  private final ResponseWriter out;

  AuthenticateHandler(Services services, LoginHandler login, WireReader in, ResponseWriter out) {
    this.services = services;
    this.login = login;
    this.in = in;
    this.out = out;
  }

  /// rfc3501/authenticate, rfc3501/auth-plain
  Completion handle(AuthenticateCommand command) throws IOException {
    SaslServer server = server(command.mechanism());
    if (server == null) {
      return Completion.no(Word.CANNOT, "Mechanisms are " + PLAIN + " and " + SCRAM);
    }
    Optional<Completion> refusal = login.refusal(command.mechanism().equals(PLAIN));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Optional<Octets> response = command.initialResponse();
    if (response.isEmpty()) {
      response = ask(Octets.EMPTY);
    }
    while (response.isPresent()) {
      switch (server.next(response.get())) {
        case SaslServer.Step.Challenge(Octets challenge) -> response = ask(challenge);
        case SaslServer.Step.Success(String account) -> {
          return login.settle(Optional.of(account), "AUTHENTICATE completed");
        }
        case SaslServer.Step.Failure failure -> {
          return failed(failure);
        }
      }
    }
    // rfc3501/authenticate-cancel
    return Completion.bad("AUTHENTICATE cancelled");
  }

  private @Nullable SaslServer server(String mechanism) {
    return switch (mechanism) {
      case PLAIN -> new PlainServer(services.authenticator());
      case SCRAM -> new ScramServer(services.authenticator(), services.random());
      default -> null;
    };
  }

  private Optional<Octets> ask(Octets challenge) throws IOException {
    out.challenge(challenge);
    out.flush();
    if (!in.beginLine()) {
      throw new EOFException("the connection was closed during AUTHENTICATE");
    }
    return AuthenticateCommand.parseResponse(in);
  }

  private Completion failed(SaslServer.Step.Failure failure) throws IOException {
    return switch (failure.reason()) {
      case MALFORMED -> Completion.bad(failure.why());
      case CREDENTIALS -> login.settle(Optional.empty(), "");
      case AUTHORIZATION -> Completion.no(Word.AUTHORIZATIONFAILED, failure.why());
    };
  }
}
