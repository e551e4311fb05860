package org.sheafmail.protocol.wire;

import java.io.IOException;

/// Tells the peer to go on with a synchronizing literal.
@FunctionalInterface
public interface Continuation {
  /// For the reading side of a client: a server never waits to be asked (RFC 3501 §4.3).
  Continuation UNASKED = () -> {};

  /// Sends a command continuation request, `+ …`, and flushes (RFC 3501 §7.5).
  void ask() throws IOException;
}
