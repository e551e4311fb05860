package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

/// Where the bodies of a batch are until it is committed: one after the other, without gaps.
sealed interface StagedBodies permits MemoryBodies, LaneBodies {
  /// Takes `size` octets from `body`.
  ///
  /// @return their CRC32C
  /// @throws java.io.EOFException if there are fewer
  int add(ReadableByteChannel body, long size) throws IOException;

  /// The octets that go into the journal together with the commit; none if they are elsewhere.
  List<ByteBuffer> forJournal();
}
