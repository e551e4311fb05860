package org.sheafmail.server.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.sheafmail.store.Body;

/// A message in an array.
final class ArrayBody implements Body {
  private final byte[] octets;

  /// How many octets one call of [#read] gives at the most.
  private final int readMax;

  ArrayBody(byte[] octets, int readMax) {
    this.octets = octets;
    this.readMax = readMax;
  }

  ArrayBody(byte[] octets) {
    this(octets, Integer.MAX_VALUE);
  }

  /// The array itself.
  byte[] octets() {
    return octets;
  }

  /// The octets of `text`, one per character, with CRLF for each line break.
  static ArrayBody of(String text) {
    return new ArrayBody(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
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
    int count = Math.min(Math.min(target.remaining(), readMax), octets.length - (int) position);
    target.put(octets, (int) position, count);
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
