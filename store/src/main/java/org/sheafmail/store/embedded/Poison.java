package org.sheafmail.store.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.OutcomeUnknown;

/// Whether the store can still vouch for its disk.
///
/// After a failed sync the kernel may have marked pages clean that never reached the disk, and a
/// second sync would say all is well. So there is none: no change is taken any more until the store
/// has been opened again, which reads what is really there.
final class Poison {
  private static final System.Logger LOG = System.getLogger(Poison.class.getName());

  private volatile @Nullable String why;

  void set(String what, Throwable cause) {
    if (why == null) {
      why = what + ": " + cause.getMessage();
      LOG.log(
          Level.ERROR,
          "the store takes no more changes until it is opened again, by a restart; " + what,
          cause);
    }
  }

  boolean isSet() {
    return why != null;
  }

  /// For work that would build on what the disk says.
  ///
  /// @throws IOException if it is set
  void refuse() throws IOException {
    if (isSet()) {
      throw new IOException(String.valueOf(why));
    }
  }

  OutcomeUnknown outcome() {
    return new OutcomeUnknown(String.valueOf(why));
  }
}
