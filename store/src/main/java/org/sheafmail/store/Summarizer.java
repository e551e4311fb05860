package org.sheafmail.store;

import java.io.IOException;

/// Works out, once per message, what is asked of it again and again (envelope, structure). The
/// store keeps the result beside the message without looking into it, and may throw it away at any
/// time.
public interface Summarizer {
  /// Changes whenever the same message would give other octets than before, 1 to 65,535.
  int version();

  /// The summary of a message; the same octets for the same body. Never fails because of what is in
  /// the message.
  byte[] summarize(Body body) throws IOException;
}
