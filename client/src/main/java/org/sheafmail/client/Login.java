package org.sheafmail.client;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Set;
import java.util.function.Consumer;
import org.sheafmail.protocol.command.LoginCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.sasl.PlainClient;
import org.sheafmail.protocol.sasl.SaslClient;
import org.sheafmail.protocol.sasl.ScramClient;

/// Logs in by the best way there is.
final class Login {
  private final Connection connection;
  private final Set<String> capabilities;
  private final Consumer<Response> untagged;

  Login(Connection connection, Set<String> capabilities, Consumer<Response> untagged) {
    this.connection = connection;
    this.capabilities = capabilities;
    this.untagged = untagged;
  }

  void run(String user, String password) throws IOException {
    if (capabilities.contains("AUTH=SCRAM-SHA-256")) {
      authenticate(new ScramClient(user, password, Saslprep::prepare, new SecureRandom()));
      return;
    }
    if (!connection.confidential()) {
      throw new AuthenticationException(
          "there is no way to log in without showing the password to everybody on the way: use TLS");
    }
    if (capabilities.contains("AUTH=PLAIN")) {
      authenticate(new PlainClient(user, password));
    } else if (!capabilities.contains("LOGINDISABLED")) {
      check(connection.run(new LoginCommand(user, password), untagged));
    } else {
      throw new AuthenticationException("the server offers no way to log in that is known here");
    }
  }

  private void authenticate(SaslClient sasl) throws IOException {
    AuthenticateExchange exchange =
        new AuthenticateExchange(connection.nextTag(), sasl, capabilities.contains("SASL-IR"));
    Completion completion = connection.run(exchange, untagged);
    if (exchange.refusal().isPresent()) {
      IOException why = exchange.refusal().get();
      throw new AuthenticationException(String.valueOf(why.getMessage()), why);
    }
    check(completion);
    if (!sasl.complete()) {
      connection.close();
      throw new AuthenticationException(
          "the server said OK without proof that it knows the password");
    }
  }

  private static void check(Completion completion) throws AuthenticationException {
    if (completion.status() != Completion.Status.OK) {
      throw new AuthenticationException("login refused: " + completion.text());
    }
  }
}
