package org.sheafmail.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Sends to a [Sink] the octets an IMAP server would get, and a length in front of them.
final class SinkConnection implements Uplink {
  private final SocketChannel channel;
  private final ByteBuffer answer = ByteBuffer.allocateDirect(1);

  SinkConnection(int port) throws IOException {
    channel = ImapConnection.connect(port);
  }

  @Override
  public void append(String mailbox, Messages messages, long count) throws IOException {
    write(length(messages.encodedSize(count)));
    for (long left = count; left > 0; left -= messages.perBlock()) {
      write(messages.block((int) Math.min(left, messages.perBlock())));
    }
    await();
  }

  @Override
  public void appendOne(String mailbox, Messages messages, long index) throws IOException {
    ByteBuffer[] parts = {length(messages.encodedSize(1)), messages.one(index)};
    while (parts[1].hasRemaining()) {
      channel.write(parts);
    }
    await();
  }

  private static ByteBuffer length(long octets) {
    return ByteBuffer.allocate(Long.BYTES).putLong(octets).flip();
  }

  private void write(ByteBuffer octets) throws IOException {
    while (octets.hasRemaining()) {
      channel.write(octets);
    }
  }

  private void await() throws IOException {
    if (channel.read(answer.clear()) != 1) {
      throw new IOException("the sink closed the connection");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
