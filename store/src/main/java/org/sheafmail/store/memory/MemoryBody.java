package org.sheafmail.store.memory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.sheafmail.store.Body;

/// A body in one array, which nobody writes to any more.
final class MemoryBody implements Body {
  private final byte[] octets;

  MemoryBody(byte[] octets) {
    this.octets = octets;
  }

  @Override
  public long size() {
    return octets.length;
  }

  @Override
  public int read(long position, ByteBuffer target) {
    if (position >= octets.length) {
      return -1;
    }
    int start = Math.toIntExact(position);
    int count = Math.min(target.remaining(), octets.length - start);
    target.put(octets, start, count);
    return count;
  }

  @Override
  public void transferTo(long position, long count, WritableByteChannel target) throws IOException {
    Objects.checkFromIndexSize(position, count, octets.length);
    ByteBuffer source = ByteBuffer.wrap(octets, (int) position, (int) count);
    while (source.hasRemaining()) {
      target.write(source);
    }
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(octets);
  }
}
