package org.sheafmail.protocol.wire;

import java.io.IOException;

/// Tells the peer to go on with a synchronizing literal.
@FunctionalInterface
public interface Continuation {
  /// Sends a command continuation request, `+ …`, and flushes (RFC 3501 §7.5).
  void ask() throws IOException;
}
