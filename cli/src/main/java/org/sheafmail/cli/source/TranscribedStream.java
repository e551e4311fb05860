package org.sheafmail.cli.source;

import java.io.IOException;
import java.io.InputStream;

/// What a [Transcriber] makes of a stream, to be read.
final class TranscribedStream extends InputStream {
  private static final int CHUNK = 32 * 1024;

  private final InputStream in;
  private final Transcriber transcriber;
  private final byte[] raw;
  private final byte[] ready;
  private int position;
  private int limit;
  private boolean ended;

  /// @param length what the stream is expected to hold, so that small ones get small buffers
  TranscribedStream(InputStream in, Transcriber transcriber, long length) {
    this.in = in;
    this.transcriber = transcriber;
    this.raw = new byte[Math.clamp(length, 512, CHUNK)];
    this.ready = new byte[Transcriber.roomFor(raw.length)];
  }

  @Override
  public int read() throws IOException {
    return fill() ? ready[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int start, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int copied = Math.min(count, limit - position);
    System.arraycopy(ready, position, into, start, copied);
    position += copied;
    return copied;
  }

  private boolean fill() throws IOException {
    while (position == limit && !ended) {
      int read = in.read(raw, 0, raw.length);
      position = 0;
      ended = read < 0;
      limit = ended ? transcriber.finish(ready) : transcriber.transcribe(raw, 0, read, ready);
    }
    return position < limit;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
