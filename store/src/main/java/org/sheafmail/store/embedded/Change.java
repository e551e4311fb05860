package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.sheafmail.store.state.AccountEdit;

/// A change somebody wants made to an account, decided upon when its turn comes.
///
/// @param grows false for one that is let into the reserve of a full disk
/// @param bodies message octets that go into the journal with the change
record Change<T>(Decision<T> decision, boolean grows, List<ByteBuffer> bodies) {
  @FunctionalInterface
  interface Decision<T> {
    /// May be called again if the journal has to make room first.
    ///
    /// @param bodies where the change's bodies are going to be
    /// @return what the change will have come to once it is durable
    T decide(AccountEdit edit, long bodies) throws IOException;
  }

  static <T> Change<T> growing(Decision<T> decision) {
    return new Change<>(decision, true, List.of());
  }

  static <T> Change<T> shrinking(Decision<T> decision) {
    return new Change<>(decision, false, List.of());
  }

  long bodyOctets() {
    return bodies.stream().mapToLong(ByteBuffer::remaining).sum();
  }
}
