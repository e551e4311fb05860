package org.sheafmail.server.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.sheafmail.store.Body;

/// The body of one part as it is in the message, still encoded.
final class PartInputStream extends InputStream {
  private final Body body;
  private final long end;
  private long position;

  PartInputStream(Body body, Part part) {
    this.body = body;
    this.position = part.bodyStart();
    this.end = part.end();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position >= end) {
      return -1;
    }
    int wanted = (int) Math.min(length, end - position);
    int read = body.read(position, ByteBuffer.wrap(target, offset, wanted));
    position += Math.max(read, 0);
    return read;
  }
}
