package org.sheafmail.server.mime;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sheafmail.store.Body;

/// Walks over a range of a message line by line in bounded memory.
///
/// A line ends with LF; a CR before it belongs to the line break, a CR elsewhere is an octet like
/// any other. A line longer than the buffer comes in several segments, of which only the first
/// [#startsLine].
final class LineScanner {
  private static final int BUFFER_SIZE = 64 * 1024;

  private final Body body;
  private final long limit;
  private final byte[] buffer;
  private final ByteBuffer target;

  /// Position in the message of the octet after the buffered ones.
  private long filledTo;

  private int filled;
  private int start;
  private int end;
  private boolean startsLine = true;
  private boolean endsLine = true;
  private byte lastOctet;
  private long linesBefore;

  /// Walks from `position` to `limit`, or to the end of the body if that comes first.
  LineScanner(Body body, long position, long limit) {
    this.body = body;
    this.limit = Math.min(limit, body.size());
    this.buffer = new byte[Math.clamp(this.limit - position, 1, BUFFER_SIZE)];
    this.target = ByteBuffer.wrap(buffer);
    this.filledTo = position;
  }

  /// Moves to the next segment; false at the end.
  boolean next() throws IOException {
    if (end > start) {
      lastOctet = buffer[end - 1];
      linesBefore += endsLine ? 1 : 0;
    }
    startsLine = endsLine;
    start = end;
    int lineFeed = indexOfLineFeed(start);
    if (lineFeed < 0 && filledTo < limit) {
      int searched = refill();
      lineFeed = indexOfLineFeed(searched);
    }
    endsLine = lineFeed >= 0;
    end = endsLine ? lineFeed + 1 : filled;
    return end > start;
  }

  private int indexOfLineFeed(int from) {
    for (int i = from; i < filled; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /// Moves what is left to the front and fills the rest; returns how much had been looked through.
  private int refill() throws IOException {
    int left = filled - start;
    System.arraycopy(buffer, start, buffer, 0, left);
    start = 0;
    end = 0;
    filled = left;
    while (filled < buffer.length && filledTo < limit) {
      target.clear().position(filled);
      target.limit((int) Math.min(buffer.length, filled + limit - filledTo));
      int read = body.read(filledTo, target);
      if (read <= 0) {
        throw new IOException("message ends at " + filledTo + " of " + limit + " octets");
      }
      filled += read;
      filledTo += read;
    }
    return left;
  }

  /// Where in the message the segment starts.
  long offset() {
    return filledTo - filled + start;
  }

  /// Where in the message the segment ends, its line break included.
  long endOffset() {
    return filledTo - filled + end;
  }

  boolean startsLine() {
    return startsLine;
  }

  /// Line feeds passed before this segment.
  long linesBefore() {
    return linesBefore;
  }

  /// Length of the segment with its line break.
  int length() {
    return end - start;
  }

  /// The octet at `index` within the segment.
  byte at(int index) {
    return buffer[start + index];
  }

  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /// Octets of the line break the segment ends with: 2, 1 or, at the end of the range, 0.
  int lineBreakLength() {
    if (!endsLine || end == start) {
      return 0;
    }
    byte before = end - start > 1 ? buffer[end - 2] : startsLine ? 0 : lastOctet;
    return before == '\r' ? 2 : 1;
  }

  /// True for a line that holds nothing but its line break.
  boolean isEmptyLine() {
    return startsLine && endsLine && length() == lineBreakLength();
  }

  /// True for a segment that holds nothing but spaces, tabs and a line break.
  boolean isBlank() {
    for (int i = start; i < end; i++) {
      byte octet = buffer[i];
      if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n') {
        return false;
      }
    }
    return true;
  }
}
