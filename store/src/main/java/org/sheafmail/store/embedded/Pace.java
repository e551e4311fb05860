package org.sheafmail.store.embedded;

import java.io.IOException;

/// How fast work that nobody waits for may use the disk.
@FunctionalInterface
interface Pace {
  /// As fast as it goes.
  Pace UNLIMITED = _ -> {};

  /// Octets were read or written; returns when the next may be.
  ///
  /// @throws StoppedException if there is to be no next
  void spent(long octets) throws IOException;

  /// The work is to end where it is.
  final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("the store is being closed");
    }
  }
}
