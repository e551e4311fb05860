package org.sheafmail.store.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.sheafmail.store.Body;
import org.sheafmail.store.Summarizer;

/// Sums a message up as its size and the checksum of its octets, so that a summary which belongs to
/// another message shows.
public record TestSummarizer(int version) implements Summarizer {
  @Override
  public byte[] summarize(Body body) throws IOException {
    CRC32C crc = new CRC32C();
    try (InputStream in = body.open()) {
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        crc.update(buffer, 0, count);
      }
    }
    return ByteBuffer.allocate(20)
        .putInt(version)
        .putLong(body.size())
        .putLong(crc.getValue())
        .array();
  }
}
