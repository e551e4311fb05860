package org.sheafmail.protocol.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The octets of a connection as they come, buffered, with the current line kept whole.
///
/// A *line* is what lies between literals: it starts with the command or right after the octets of
/// a literal. All of it stays in the buffer until the next one starts, so that a rule can take a
/// token in one piece, and whoever refuses the command can look back at how the line ended.
final class OctetSource {
  /// Enough for commands; most connections never need more.
  private static final int BUFFER_SMALL = 8 << 10;

  /// Once messages come in: a read takes many small ones.
  private static final int BUFFER_LARGE = 64 << 10;

  /// From this size on, what is left of a literal is read into the buffer of whoever wants it.
  private static final int STRAIGHT_MIN = 32 << 10;

  private final ReadableByteChannel in;
  private final int lineOctetsMax;

  private byte[] buffer = new byte[BUFFER_SMALL];
  private ByteBuffer view = ByteBuffer.wrap(buffer);
  private int lineStart;
  private int position;
  private int end;

  /// `end`, or where the line gets too long if that comes first.
  private int lineEndMax;

  /// How many octets came before the first one in the buffer.
  private long base;

  OctetSource(ReadableByteChannel in, int lineOctetsMax) {
    this.in = in;
    this.lineOctetsMax = lineOctetsMax;
  }

  /// Octets taken so far, over the life of the connection.
  long taken() {
    return base + position;
  }

  boolean hasBuffered() {
    return position < end;
  }

  /// The next octet, which stays where it is, or −1 at the end of the connection.
  int peekOrEnd() throws IOException {
    return position < lineEndMax || more() ? buffer[position] & 0xFF : -1;
  }

  /// The next octet, which stays where it is.
  int peek() throws IOException {
    int octet = peekOrEnd();
    if (octet < 0) {
      throw new EOFException("the connection was closed in the middle of a command");
    }
    return octet;
  }

  /// Takes the octet that [#peek] has shown.
  void take() {
    position++;
  }

  /// Takes octets as long as they are of a kind.
  ///
  /// @return how many; they are the last ones taken, for [#lastTaken]
  int takeWhile(Octet.Kind kind) throws IOException {
    int count = 0;
    while (kind.has(peek())) {
      position++;
      count++;
    }
    return count;
  }

  /// The last `count` octets taken, one character for each; they must be of the current line.
  @SuppressWarnings("deprecation") // The one way to make characters of octets without a decoder.
  String lastTaken(int count) {
    return new String(buffer, 0, position - count, count);
  }

  /// Starts a new line with the next octet.
  void startLine() {
    lineStart = position;
    limitLine();
  }

  private void limitLine() {
    lineEndMax = (int) Math.min(end, (long) lineStart + lineOctetsMax);
  }

  private boolean more() throws IOException {
    if (position < end) {
      throw new SyntaxException("a line is longer than " + lineOctetsMax + " octets");
    }
    boolean more = read();
    limitLine();
    return more && (position < lineEndMax || more());
  }

  /// Adds what the connection has to the buffer, one octet at the least.
  private boolean read() throws IOException {
    makeRoom();
    view.limit(buffer.length).position(end);
    int count = in.read(view);
    if (count > 0) {
      end += count;
    }
    return count > 0;
  }

  private void makeRoom() {
    if (lineStart == end) {
      discardTo(end);
    } else if (end == buffer.length) {
      discardTo(lineStart);
      if (end == buffer.length) {
        growTo(buffer.length * 2);
      }
    }
  }

  private void discardTo(int index) {
    System.arraycopy(buffer, index, buffer, 0, end - index);
    base += index;
    lineStart -= index;
    position -= index;
    end -= index;
  }

  private void growTo(int capacity) {
    buffer = Arrays.copyOf(buffer, capacity);
    view = ByteBuffer.wrap(buffer);
  }

  /// Gives some octets of a literal to `target`: what is buffered, or else what the connection has.
  ///
  /// @param left how many octets of the literal have not been read, 1 or more
  /// @return how many were given, or −1 at the end of the connection
  int readLiteral(ByteBuffer target, long left) throws IOException {
    int wanted = (int) Math.min(left, target.remaining());
    lineStart = position;
    if (position == end) {
      if (wanted >= STRAIGHT_MIN) {
        return readStraight(target, wanted);
      }
      if (buffer.length < BUFFER_LARGE && left >= BUFFER_SMALL / 4) {
        growTo(BUFFER_LARGE);
      }
      if (!read()) {
        return -1;
      }
    }
    int count = Math.min(wanted, end - position);
    target.put(buffer, position, count);
    position += count;
    startLine();
    return count;
  }

  private int readStraight(ByteBuffer target, int wanted) throws IOException {
    int limit = target.limit();
    target.limit(target.position() + wanted);
    try {
      int count = in.read(target);
      base += Math.max(count, 0);
      return count;
    } finally {
      target.limit(limit);
    }
  }

  /// Throws `count` octets away and starts a new line after them, if there are any.
  void pass(long count) throws IOException {
    long left = count;
    while (left > 0) {
      lineStart = position;
      if (position == end && !read()) {
        throw new EOFException("the connection was closed within a literal");
      }
      int step = (int) Math.min(left, end - position);
      position += step;
      left -= step;
      startLine();
    }
  }

  /// Throws the rest of the line away, however long it is, up to `count` octets, and starts a new
  /// line after it.
  ///
  /// @return how the line ended: its last octets, without CRLF; null if it did not end
  byte @Nullable [] passLine(long count) throws IOException {
    long left = count;
    while (true) {
      int from = position;
      while (position < end) {
        if (buffer[position++] == '\n') {
          byte[] tail = tail(position - 1);
          startLine();
          return tail;
        }
      }
      left -= position - from;
      if (left < 0) {
        return null;
      }
      // Of the line only as much is kept as a header, and a CR after it, may take.
      lineStart = Math.max(lineStart, end - LiteralHeader.LENGTH_MAX - 1);
      if (!read()) {
        throw new EOFException("the connection was closed in the middle of a command");
      }
    }
  }

  private byte[] tail(int lineFeed) {
    int to = lineFeed > lineStart && buffer[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    return Arrays.copyOfRange(buffer, Math.max(lineStart, to - LiteralHeader.LENGTH_MAX), to);
  }
}
