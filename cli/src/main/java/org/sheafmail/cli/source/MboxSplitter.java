package org.sheafmail.cli.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds where the messages of an mbox begin and end.
///
/// A message ends before an empty line that a plausible From_ line follows, or at the end of the
/// file; the empty line belongs to neither. Where Content-Length is looked at, it decides if a
/// From_ line or the end of the file is found where it points, and is ignored if not: a stale
/// Content-Length is common and must not swallow the next message.
final class MboxSplitter {
  /// One message.
  ///
  /// @param fromOffset where its From_ line begins
  /// @param start of its first octet
  /// @param end behind its last octet
  /// @param byContentLength true if Content-Length said where it ends
  record Extent(
      FromLine fromLine, long fromOffset, long start, long end, boolean byContentLength) {}

  private static final String CONTENT_LENGTH = "content-length:";

  private final LineScanner lines;
  private final ZoneId zone;
  private final boolean useContentLength;
  private @Nullable FromLine nextFrom;
  private long nextFromOffset;
  private long nextStart;

  /// @throws NotMboxException if the file does not begin with a From_ line
  MboxSplitter(FileChannel channel, ZoneId zone, boolean useContentLength) throws IOException {
    this.lines = new LineScanner(channel);
    this.zone = zone;
    this.useContentLength = useContentLength;
    // Some writers leave an empty line at the top of the file.
    boolean more = lines.next();
    while (more && lines.isBlank()) {
      more = lines.next();
    }
    if (more && !takeFromLine()) {
      throw new NotMboxException("the first line is no From_ line: " + shortened(lines.text()));
    }
  }

  private static String shortened(String line) {
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }

  private boolean takeFromLine() throws IOException {
    nextFrom = lines.startsWith("From ") ? FromLine.parse(lines.text(), zone) : null;
    nextFromOffset = lines.start();
    nextStart = lines.end();
    if (nextFrom != null && nextFrom.date().isEmpty()) {
      // Without a date it could be anything: then a header must follow.
      boolean field = lines.next() && FileStart.isField(lines.text());
      lines.seek(nextStart);
      nextFrom = field ? nextFrom : null;
    }
    return nextFrom != null;
  }

  /// The next message, or null at the end of the file.
  @Nullable Extent next() throws IOException {
    FromLine from = nextFrom;
    if (from == null) {
      return null;
    }
    nextFrom = null;
    long fromOffset = nextFromOffset;
    long start = nextStart;
    lines.seek(start);
    if (useContentLength) {
      long end = endByContentLength();
      if (end >= 0) {
        return new Extent(from, fromOffset, start, end, true);
      }
      lines.seek(start);
    }
    return new Extent(from, fromOffset, start, endByFromLine(start), false);
  }

  private long endByFromLine(long start) throws IOException {
    long blankStart = -1;
    long end = start;
    while (lines.next()) {
      if (blankStart >= 0 && lines.startsWith("From ") && takeFromLine()) {
        return blankStart;
      }
      blankStart = lines.isBlank() ? lines.start() : -1;
      end = lines.end();
    }
    return blankStart >= 0 ? blankStart : end;
  }

  /// The end that Content-Length names, or -1 if there is none or nothing begins there.
  private long endByContentLength() throws IOException {
    long length = -1;
    while (lines.next() && !lines.isBlank()) {
      String line = lines.text().toLowerCase(Locale.ROOT);
      if (line.startsWith(CONTENT_LENGTH)) {
        length = number(line.substring(CONTENT_LENGTH.length()).strip());
      }
    }
    if (length < 0 || !lines.isBlank()) {
      return -1;
    }
    long end = lines.end() + length;
    lines.seek(end);
    boolean separated = length == 0;
    boolean more = lines.next();
    while (more && lines.isBlank()) {
      separated = true;
      more = lines.next();
    }
    if (more) {
      return separated && takeFromLine() ? end : -1;
    }
    return end <= lines.fileSize() ? end : -1;
  }

  private static long number(String digits) {
    boolean number = !digits.isEmpty() && digits.length() <= 18;
    return number && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Long.parseLong(digits)
        : -1;
  }
}
