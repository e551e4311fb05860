package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/// Walks over the lines of a file without holding more of it than a buffer, however long the lines.
final class LineScanner {
  /// Octets of a line that [#text] gives.
  private static final int HEAD_MAX = 1000;

  private final FileChannel channel;
  private final byte[] buffer = new byte[256 * 1024];
  private final byte[] head = new byte[HEAD_MAX];
  private long bufferStart;
  private int position;
  private int limit;

  private long start;
  private long end;
  private int headLength;

  LineScanner(FileChannel channel) {
    this.channel = channel;
  }

  /// Goes on at `offset`, which must be the first octet of a line.
  void seek(long offset) {
    if (offset >= bufferStart && offset <= bufferStart + limit) {
      position = (int) (offset - bufferStart);
    } else {
      bufferStart = offset;
      position = 0;
      limit = 0;
    }
  }

  /// Takes the next line; false at the end of the file.
  boolean next() throws IOException {
    start = bufferStart + position;
    headLength = 0;
    while (position < limit || fill()) {
      int from = position;
      int lineEnd = indexOfLf(from);
      position = lineEnd < 0 ? limit : lineEnd + 1;
      int kept = Math.min(position - from, HEAD_MAX - headLength);
      System.arraycopy(buffer, from, head, headLength, kept);
      headLength += kept;
      if (lineEnd >= 0) {
        break;
      }
    }
    end = bufferStart + position;
    return end > start;
  }

  private int indexOfLf(int from) {
    for (int i = from; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean fill() throws IOException {
    bufferStart += limit;
    position = 0;
    limit = Math.max(0, channel.read(ByteBuffer.wrap(buffer), bufferStart));
    return limit > 0;
  }

  long fileSize() throws IOException {
    return channel.size();
  }

  /// The offset of the first octet of the line.
  long start() {
    return start;
  }

  /// The offset behind the line end.
  long end() {
    return end;
  }

  /// True for a line of nothing but its line end.
  boolean isBlank() {
    return end - start <= 2 && headLength > 0 && (head[0] == '\n' || isCrLf());
  }

  private boolean isCrLf() {
    return headLength == 2 && head[0] == '\r' && head[1] == '\n';
  }

  boolean startsWith(String prefix) {
    if (headLength < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (head[i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The beginning of the line as ISO 8859-1, without its line end.
  String text() {
    return new String(head, 0, headLength, StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
