package org.sheafmail.client;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sheafmail.protocol.command.LoginCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.sasl.LoginClient;
import org.sheafmail.protocol.sasl.OAuthClient;
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

  /// With a password.
  void run(String user, String password) throws IOException {
    if (offers("SCRAM-SHA-256")) {
      authenticate(new ScramClient(user, password, Saslprep::prepare, new SecureRandom()));
      return;
    }
    requireConfidential("the password");
    if (offers("PLAIN")) {
      authenticate(new PlainClient(user, password));
    } else if (!capabilities.contains("LOGINDISABLED")) {
      check(connection.run(new LoginCommand(user, password), untagged));
    } else if (offers("LOGIN")) {
      authenticate(new LoginClient(user, password));
    } else {
      throw new AuthenticationException("the server offers no way to log in that is known here");
    }
  }

  /// With a token, and with a new one if the server does not accept it.
  void run(String user, TokenSource tokens) throws IOException {
    requireConfidential("the token");
    String token = tokens.token(Optional.empty());
    try {
      authenticate(oauth(user, token));
    } catch (AuthenticationException e) {
      String renewed = e.isTemporary() ? token : tokens.token(Optional.of(token));
      if (renewed.equals(token)) {
        throw e;
      }
      authenticate(oauth(user, renewed));
    }
  }

  private OAuthClient oauth(String user, String token) throws AuthenticationException {
    if (offers("OAUTHBEARER")) {
      var address = connection.transport().address();
      return OAuthClient.bearer(user, token, address.getHostString(), address.getPort());
    }
    if (offers("XOAUTH2")) {
      return OAuthClient.xoauth2(user, token);
    }
    throw new AuthenticationException("the server takes no tokens (OAUTHBEARER, XOAUTH2)");
  }

  private boolean offers(String mechanism) {
    return capabilities.contains("AUTH=" + mechanism);
  }

  private void requireConfidential(String secret) throws AuthenticationException {
    if (!connection.transport().confidential()) {
      throw new AuthenticationException(
          "there is no way to log in without showing "
              + secret
              + " to everybody on the way: use TLS");
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
      throw new AuthenticationException(completion);
    }
  }
}
