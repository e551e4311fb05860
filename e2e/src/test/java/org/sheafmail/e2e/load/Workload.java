package org.sheafmail.e2e.load;

import java.io.IOException;
import java.util.Random;
import org.sheafmail.e2e.ImapTalk;

/// What one client does all day, and what it remembers of it. Used by one thread at a time.
interface Workload {
  /// Done once, before anything fails.
  void prepare(ImapTalk talk) throws IOException;

  /// One thing more. If the connection is lost in it, the next thing asked is [#check].
  ///
  /// @throws AssertionError if the server says or does what it must not
  void step(ImapTalk talk, Random random) throws IOException;

  /// Compares what is there after a restart with what the server has said. What it was cut off in
  /// has happened or has not, as a whole; from then on it is known which.
  void check(Findings found) throws IOException;
}
