package org.sheafmail.server.auth;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.sheafmail.protocol.sasl.PlainServer;
import org.sheafmail.protocol.sasl.ScramServer;

/// Checks who logs in against the [UsersFile], in a way that does not tell whether a user exists.
public final class Authenticator implements PlainServer.Passwords, ScramServer.Users {
  /// Each check takes 19 MiB for its time, so only so many run at once; the others wait.
  private static final int CHECKS_AT_ONCE = 2;

  private final UsersFile users;
  private final Argon2id dummy;
  private final byte[] dummySecret;
  private final Semaphore checks = new Semaphore(CHECKS_AT_ONCE, true);

  public Authenticator(UsersFile users, SecureRandom random) {
    this.users = users;
    this.dummy = Argon2id.dummy(random);
    this.dummySecret = new byte[32];
    random.nextBytes(dummySecret);
  }

  @Override
  public Optional<String> check(String user, String password) throws IOException {
    Optional<String> name = Saslprep.query(user);
    Optional<UserTable.User> entry = name.map(users.table().users()::get);
    Argon2id expected = entry.map(UserTable.User::password).orElse(dummy);
    // An empty string stands in for a password no user can have, so that this takes its time too.
    String given =
        Saslprep.query(password)
            .filter(p -> p.length() <= UsersFile.PASSWORD_LENGTH_MAX)
            .orElse("");
    checks.acquireUninterruptibly();
    try {
      boolean right = expected.matches(given);
      return right && entry.isPresent() ? name : Optional.empty();
    } finally {
      checks.release();
    }
  }

  @Override
  public ScramServer.Keys keys(String user) throws IOException {
    return scram(user).forServer();
  }

  /// Keys made up, and good for no password, if there is no such user.
  ScramKeys scram(String user) throws IOException {
    UserTable table = users.table();
    Optional<UserTable.User> entry = Saslprep.query(user).map(table.users()::get);
    byte[] secret = table.secret().isEmpty() ? dummySecret : table.secretOctets();
    return entry.map(UserTable.User::scram).orElseGet(() -> ScramKeys.dummy(user, secret));
  }

  @Override
  public String account(String user) {
    return Saslprep.query(user).orElseThrow();
  }
}
