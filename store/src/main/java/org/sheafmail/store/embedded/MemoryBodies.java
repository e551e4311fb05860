package org.sheafmail.store.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;

/// The bodies of a small batch, which go into the journal with their commit: one write, one sync.
final class MemoryBodies implements StagedBodies {
  private final List<ByteBuffer> bodies = new ArrayList<>();

  @Override
  public int add(ReadableByteChannel body, long size) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate(Math.toIntExact(size));
    while (octets.hasRemaining()) {
      if (body.read(octets) < 0) {
        throw new EOFException(
            "the body ended after " + octets.position() + " of " + size + " octets");
      }
    }
    bodies.add(octets.flip());
    return Checksum.of(octets);
  }

  @Override
  public List<ByteBuffer> forJournal() {
    return bodies.stream().map(ByteBuffer::duplicate).toList();
  }
}
