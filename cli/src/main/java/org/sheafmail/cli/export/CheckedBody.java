package org.sheafmail.cli.export;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.sheafmail.store.Body;

/// A body whose failures to be read can be told from those of what is written.
record CheckedBody(Body body) implements Body {
  @Override
  public long size() {
    return body.size();
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    return body.read(position, target);
  }

  @Override
  public void transferTo(long position, long count, WritableByteChannel target) throws IOException {
    body.transferTo(position, count, target);
  }

  @Override
  public InputStream open() {
    return new FilterInputStream(body.open()) {
      @Override
      public int read() throws IOException {
        try {
          return super.read();
        } catch (IOException e) {
          throw new BodyReadException(e);
        }
      }

      @Override
      public int read(byte[] into, int start, int count) throws IOException {
        try {
          return super.read(into, start, count);
        } catch (IOException e) {
          throw new BodyReadException(e);
        }
      }
    };
  }
}
