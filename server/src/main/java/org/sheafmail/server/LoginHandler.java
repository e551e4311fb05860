package org.sheafmail.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.sheafmail.protocol.command.LoginCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.store.Account;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `LOGIN` (RFC 3501 §6.2.3), and what it has in common with `AUTHENTICATE`. One per session: it
/// counts the attempts.
final class LoginHandler {
  private static final Logger LOG = LoggerFactory.getLogger(LoginHandler.class);

  private final Services services;
  private final Connection connection;
  private final Consumer<Account> loggedIn;
  private int failures;

  LoginHandler(Services services, Connection connection, Consumer<Account> loggedIn) {
    this.services = services;
    this.connection = connection;
    this.loggedIn = loggedIn;
  }

  /// rfc3501/login
  Completion handle(LoginCommand command) throws IOException {
    Optional<Completion> refusal = refusal(true);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Optional<String> name = services.authenticator().check(command.userid(), command.password());
    return settle(name, "LOGIN completed");
  }

  /// Why nobody can log in here and now, whoever it is.
  ///
  /// @param password true if the password itself would be sent
  Optional<Completion> refusal(boolean password) {
    if (password && !services.takesPasswords(connection)) {
      return Optional.of(
          Completion.no(Word.PRIVACYREQUIRED, "No passwords in plain text: use TLS"));
    }
    if (services.throttle().refuses(connection.address())) {
      failures++;
      return Optional.of(Completion.no(Word.UNAVAILABLE, "Too many failed logins; try later"));
    }
    return Optional.empty();
  }

  /// Ends an attempt.
  ///
  /// @param name of the account; empty if the client could not prove it is its owner
  Completion settle(Optional<String> name, String done) throws IOException {
    if (name.isEmpty()) {
      return failed();
    }
    if (!services.sessionsPerUser().enter(name.get())) {
      return Completion.no(Word.LIMIT, "Too many connections of this user");
    }
    services.throttle().succeeded(connection.address());
    loggedIn.accept(services.store().account(name.get()));
    return Completion.ok(done);
  }

  /// The same words and the same delay whether there is such a user or not.
  ///
  /// rfc3501/passwords-private
  private Completion failed() {
    failures++;
    Duration delay = services.throttle().failed(connection.address());
    LOG.info("failed login from {}", connection);
    try {
      Thread.sleep(delay);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return Completion.no(Word.AUTHENTICATIONFAILED, "Wrong user name or password");
  }

  /// True once the connection has had all its attempts.
  boolean exhausted() {
    return failures >= services.limits().logins().attemptsMax();
  }
}
