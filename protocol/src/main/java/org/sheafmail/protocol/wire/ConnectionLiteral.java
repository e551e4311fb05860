package org.sheafmail.protocol.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;

/// A literal whose octets come from a connection.
final class ConnectionLiteral implements Literal, ReadableByteChannel {
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;

  private final LiteralHeader header;
  private final OctetSource source;
  private final Continuation continuation;
  private boolean accepted;
  private boolean closed;
  private long left;
  private long nulAt = -1;

  ConnectionLiteral(LiteralHeader header, OctetSource source, Continuation continuation) {
    this.header = header;
    this.source = source;
    this.continuation = continuation;
    this.left = header.size();
  }

  @Override
  public long size() {
    return header.size();
  }

  @Override
  public boolean synchronizing() {
    return header.synchronizing();
  }

  @Override
  public boolean binary() {
    return header.binary();
  }

  /// rfc3502/literal-continuation, rfc3502/literal-no-plus, rfc3502/literal-mixed,
  /// rfc7888/no-continuation, rfc7888/synchronizing-too: each literal for itself.
  @Override
  public ReadableByteChannel accept() throws IOException {
    if (accepted) {
      throw new IllegalStateException("the literal was accepted before");
    }
    accepted = true;
    if (synchronizing()) {
      continuation.ask();
    }
    return this;
  }

  @Override
  public OptionalLong nulAt() {
    return nulAt < 0 ? OptionalLong.empty() : OptionalLong.of(nulAt);
  }

  /// True if the sender waits for a continuation request that nobody has sent.
  boolean awaited() {
    return synchronizing() && !accepted;
  }

  /// Octets not read yet.
  long left() {
    return left;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (left == 0) {
      return -1;
    }
    if (!target.hasRemaining()) {
      return 0;
    }
    int from = target.position();
    int count = source.readLiteral(target, left);
    if (count < 0) {
      throw new EOFException("the connection was closed within a literal");
    }
    if (nulAt < 0) {
      int nul = nulIn(target, from, from + count);
      if (nul >= 0) {
        nulAt = size() - left + (nul - from);
      }
    }
    left -= count;
    return count;
  }

  /// Throws away what nobody has read.
  void pass() throws IOException {
    source.pass(left);
    left = 0;
  }

  /// The index of the first zero octet, or −1. Eight octets at a time: taking one from each octet
  /// borrows from its high bit only where the octet was zero (or, above a zero, one).
  private static int nulIn(ByteBuffer octets, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long eight = octets.getLong(i);
      if (((eight - ONES) & ~eight & HIGHS) != 0) {
        break;
      }
    }
    for (; i < to; i++) {
      if (octets.get(i) == 0) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
