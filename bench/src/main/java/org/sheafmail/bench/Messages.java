package org.sheafmail.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Random;

/// Messages of one size, encoded before the clock runs, so that sending them costs the load
/// generator nothing but the copy into the socket.
///
/// A block of different messages is repeated as often as needed: a million messages need no more
/// memory here than a thousand.
final class Messages {
  /// The smallest size there is room for headers in.
  static final int SIZE_MIN = 512;

  private static final int BLOCK_OCTETS = 1 << 20;
  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";

  private final int size;
  private final int perBlock;
  private final int encodedSize;
  private final ByteBuffer block;

  /// @param size octets of one message, headers included; [#SIZE_MIN] at the least
  Messages(int size) {
    if (size < SIZE_MIN) {
      throw new IllegalArgumentException(
          "a message has " + SIZE_MIN + " octets at the least: " + size);
    }
    this.size = size;
    this.perBlock = Math.max(1, BLOCK_OCTETS / size);
    byte[] literal = (" {" + size + "+}\r\n").getBytes(US_ASCII);
    this.encodedSize = literal.length + size;
    this.block = ByteBuffer.allocateDirect(perBlock * encodedSize);
    Random random = new Random(3502);
    for (int i = 0; i < perBlock; i++) {
      block.put(literal).put(message(i, random));
    }
    block.flip();
  }

  int size() {
    return size;
  }

  /// Octets of `count` messages with their literal headers.
  long encodedSize(long count) {
    return count * encodedSize;
  }

  /// How many messages [#block] holds.
  int perBlock() {
    return perBlock;
  }

  /// The first `count` messages of the block, each as ` {n+}` CRLF and its octets.
  ByteBuffer block(int count) {
    return block.slice(0, count * encodedSize);
  }

  /// One message of the block, as ` {n+}` CRLF and its octets.
  ByteBuffer one(long index) {
    return block.slice((int) (index % perBlock) * encodedSize, encodedSize);
  }

  private byte[] message(int index, Random random) {
    StringBuilder text = new StringBuilder(size);
    text.append(
            "Date: Sat, 21 Nov 2026 10:%02d:%02d +0000\r\n".formatted(index / 60 % 60, index % 60))
        .append("From: Writer %d <writer%d@example.org>\r\n".formatted(index % 50, index % 50))
        .append("To: Reader <reader@example.org>\r\n")
        .append("Subject: Message %d of the block\r\n".formatted(index))
        .append("Message-ID: <%d.%08x@example.org>\r\n".formatted(index, random.nextInt()))
        .append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n");
    while (text.length() < size - 2) {
      if (text.length() % 78 == 76) {
        text.append("\r\n");
      } else {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
    }
    text.setLength(size - 2);
    return text.append("\r\n").toString().getBytes(US_ASCII);
  }
}
