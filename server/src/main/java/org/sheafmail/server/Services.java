package org.sheafmail.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.sheafmail.server.auth.Authenticator;
import org.sheafmail.server.auth.LoginThrottle;
import org.sheafmail.store.MailStore;

/// What all sessions of a server share.
///
/// @param certificates empty if there is no TLS
/// @param sessionsPerUser counts the sessions logged in, by account
record Services(
    Config config,
    MailStore store,
    Authenticator authenticator,
    LoginThrottle throttle,
    BoundedCounts<String> sessionsPerUser,
    Optional<Certificates> certificates,
    SecureRandom random,
    Clock clock) {
  /// True if the client may send a password: nobody in between can read it.
  boolean takesPasswords(Connection connection) {
    return connection.encrypted()
        || (config.imap().passwordsInPlainText() == Config.PlainText.LOOPBACK
            && connection.address().isLoopbackAddress());
  }

  Limits limits() {
    return config.limits();
  }
}
