package org.sheafmail.store.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.sheafmail.store.Body;

/// Stands for the octets of a message that were found damaged and given up by a repair. The message
/// stays where it was, so that its owner knows; reading it fails.
record LostBody(long size) implements Body {
  private static DamagedStoreException lost() {
    return new DamagedStoreException(
        "the octets of this message were found damaged and given up by a repair");
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    throw lost();
  }

  @Override
  public void transferTo(long position, long count, WritableByteChannel target) throws IOException {
    throw lost();
  }

  @Override
  public void verify() throws IOException {
    throw lost();
  }

  @Override
  public InputStream open() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw lost();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        throw lost();
      }
    };
  }
}
