package org.sheafmail.client;

import java.io.IOException;
import java.util.Optional;

/// Gives OAuth access tokens (RFC 6749 §1.4), which are good for a while.
///
/// ```java
/// client.login("ada", refused -> refused.isEmpty() ? cache.token() : cache.renewed());
/// ```
@FunctionalInterface
public interface TokenSource {
  /// A token to log in with.
  ///
  /// @param refused the one given before, which the server did not accept: it is to be renewed.
  ///   Empty at first; whoever gives the same again is not asked a third time
  String token(Optional<String> refused) throws IOException;
}
