package org.sheafmail.protocol.wire;

import java.io.IOException;

/// Waits until the peer asks for the octets of a synchronizing literal.
@FunctionalInterface
public interface GoAhead {
  /// For a writer that never announces such literals.
  GoAhead AT_ONCE = () -> {};

  /// Returns once the continuation request is there; other responses that come first are dealt with
  /// on the way.
  ///
  /// @throws IOException if the peer refuses, for instance; nothing more of the command is written
  void await() throws IOException;
}
