package org.sheafmail.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/// The streams of a TLS socket as a channel: a read gives what there is, up to one TLS record.
final class StreamChannel implements ByteChannel {
  private static final int RECORD_LENGTH_MAX = 16 << 10;

  private final InputStream in;
  private final OutputStream out;
  private final byte[] incoming = new byte[RECORD_LENGTH_MAX];
  private final byte[] outgoing = new byte[RECORD_LENGTH_MAX];
  private volatile boolean open = true;

  StreamChannel(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    int count = in.read(incoming, 0, Math.min(incoming.length, target.remaining()));
    if (count > 0) {
      target.put(incoming, 0, count);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int total = source.remaining();
    while (source.hasRemaining()) {
      int count = Math.min(outgoing.length, source.remaining());
      source.get(outgoing, 0, count);
      out.write(outgoing, 0, count);
    }
    out.flush();
    return total;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    in.close();
    out.close();
  }
}
