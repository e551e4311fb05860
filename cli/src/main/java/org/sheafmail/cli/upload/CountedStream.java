package org.sheafmail.cli.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/// Tells how many octets are taken from a stream, as they are taken.
final class CountedStream extends FilterInputStream {
  private final int pieceMax;
  private final LongConsumer taken;

  /// @param pieceMax so many octets are given at a time
  CountedStream(InputStream in, int pieceMax, LongConsumer taken) {
    super(in);
    this.pieceMax = pieceMax;
    this.taken = taken;
  }

  @Override
  public int read() throws IOException {
    int octet = super.read();
    if (octet >= 0) {
      taken.accept(1);
    }
    return octet;
  }

  @Override
  public int read(byte[] into, int start, int count) throws IOException {
    int read = super.read(into, start, Math.min(count, pieceMax));
    if (read > 0) {
      taken.accept(read);
    }
    return read;
  }
}
