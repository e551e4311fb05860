package org.sheafmail.cli.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Some octets of a file, as they lie there.
///
/// @param offset of the first octet
/// @param length in octets
record Region(Path file, long offset, long length) {
  Region {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("not a region: " + offset + " + " + length);
    }
  }

  /// Reads the octets; the stream ends early if the file has become shorter.
  InputStream open() throws IOException {
    return new RegionStream(FileChannel.open(file, StandardOpenOption.READ), true);
  }

  /// Reads the octets through a channel that stays open.
  InputStream open(FileChannel channel) {
    return new RegionStream(channel, false);
  }

  private final class RegionStream extends InputStream {
    private final FileChannel channel;
    private final boolean owned;
    private long position = offset;

    RegionStream(FileChannel channel, boolean owned) {
      this.channel = channel;
      this.owned = owned;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int start, int count) throws IOException {
      int wanted = (int) Math.min(count, offset + length - position);
      if (wanted <= 0) {
        return count == 0 ? 0 : -1;
      }
      int read = channel.read(ByteBuffer.wrap(into, start, wanted), position);
      position += Math.max(0, read);
      return read;
    }

    @Override
    public void close() throws IOException {
      if (owned) {
        channel.close();
      }
    }
  }
}
