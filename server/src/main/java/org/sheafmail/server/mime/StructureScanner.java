package org.sheafmail.server.mime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sheafmail.server.mime.HeaderCollector.Budget;
import org.sheafmail.store.Body;

/// Finds the parts of a message in one pass over its octets (RFC 2045, RFC 2046).
///
/// Memory is bounded whatever the message: one buffer, one frame for each level of nesting down to
/// [#DEPTH_MAX], header fields up to [#HEADER_OCTETS_MAX], parts up to [#PARTS_MAX]. What lies
/// beyond a bound is octets of the last part within it.
///
/// No message is refused:
///
/// * A line in a header that is no field is passed over; but if it is the first, or follows a line
///   of white space, or no empty line ever ends the header, the body begins with it.
/// * A delimiter of an outer multipart ends all that is open inside it, in a header as well.
/// * A multipart none of whose parts is found is plain text, one nested too deeply a mere
///   application/octet-stream.
/// * A transfer encoding of a multipart or a message, which RFC 2045 §6.4 forbids, is not undone.
final class StructureScanner {
  /// Levels of parts within parts.
  static final int DEPTH_MAX = 100;

  /// Parts of one message, over all levels.
  static final int PARTS_MAX = 10_000;

  /// Octets of header fields kept for one message, over all its parts.
  static final int HEADER_OCTETS_MAX = 1 << 20;

  /// Octets of a boundary; RFC 2046 §5.1.1 allows 70.
  static final int BOUNDARY_LENGTH_MAX = 1000;

  private final Body body;
  private final LineScanner line;
  private final Budget budget = new Budget(HEADER_OCTETS_MAX);

  /// The part the scanner is in, last, and all those around it.
  private final List<Frame> open = new ArrayList<>();

  private int delimitersOpen;
  private int partCount = 1;
  private int lineBreakBefore;
  private @Nullable Part finished;

  private StructureScanner(Body body) {
    this.body = body;
    this.line = new LineScanner(body, 0, body.size());
  }

  static Summary scan(Body body) throws IOException {
    return new StructureScanner(body).scan();
  }

  private Summary scan() throws IOException {
    Frame message = new Frame(0, true, false, budget);
    open.add(message);
    while (line.next()) {
      take();
      lineBreakBefore = line.lineBreakLength();
    }
    while (!open.isEmpty()) {
      endInnermost(body.size(), line.linesBefore());
    }
    return new Summary(message.envelope(), Objects.requireNonNull(finished));
  }

  private void take() {
    Delimiter delimiter = delimiter();
    if (delimiter != null) {
      delimited(delimiter);
    } else if (open.getLast().inHeader()) {
      headerLine(open.getLast());
    }
  }

  // Delimiters

  /// A delimiter line of the multipart at `depth`; a closing one says that no part follows.
  private record Delimiter(int depth, boolean closing) {}

  /// The longest of the open boundaries this line begins with, of equal ones the innermost.
  private @Nullable Delimiter delimiter() {
    if (delimitersOpen == 0
        || !line.startsLine()
        || line.length() < 3
        || line.at(0) != '-'
        || line.at(1) != '-'
        || partCount >= PARTS_MAX) {
      return null;
    }
    int best = -1;
    int length = 0;
    for (int depth = open.size() - 1; depth >= 0; depth--) {
      byte[] boundary = open.get(depth).boundary;
      if (boundary != null && boundary.length > length && lineHolds(boundary)) {
        best = depth;
        length = boundary.length;
      }
    }
    return best < 0 ? null : endsAsDelimiter(best, 2 + length);
  }

  private boolean lineHolds(byte[] boundary) {
    if (line.length() < 2 + boundary.length) {
      return false;
    }
    for (int i = boundary.length - 1; i >= 0; i--) {
      if (line.at(2 + i) != boundary[i]) {
        return false;
      }
    }
    return true;
  }

  /// After the boundary come the two hyphens of a closing delimiter, white space or the end of the
  /// line. With anything else the line is text, or the delimiter of a longer boundary that is not
  /// open.
  private @Nullable Delimiter endsAsDelimiter(int depth, int index) {
    if (index == line.length()) {
      return new Delimiter(depth, false);
    }
    byte next = line.at(index);
    if (next == '-' && index + 1 < line.length() && line.at(index + 1) == '-') {
      return new Delimiter(depth, true);
    }
    boolean ends = next == ' ' || next == '\t' || next == '\r' || next == '\n';
    return ends ? new Delimiter(depth, false) : null;
  }

  private void delimited(Delimiter delimiter) {
    long end = line.offset() - lineBreakBefore;
    long lines = line.linesBefore() - (lineBreakBefore > 0 ? 1 : 0);
    while (open.size() > delimiter.depth + 1) {
      endInnermost(end, lines);
    }
    Frame multipart = open.getLast();
    if (delimiter.closing) {
      multipart.boundary = null;
      delimitersOpen--;
    } else {
      openPart(line.endOffset(), false, multipart.content().isDigest());
    }
  }

  // Headers

  private void headerLine(Frame part) {
    if (!line.startsLine()) {
      part.header.continueField(line);
    } else if (line.isEmptyLine()) {
      startBody(part, line.endOffset(), line.linesBefore() + 1);
    } else if (isContinuation() && part.fieldsBegun) {
      part.header.continueField(line);
      part.afterBlank = line.isBlank();
    } else {
      fieldLine(part);
    }
  }

  private boolean isContinuation() {
    return line.at(0) == ' ' || line.at(0) == '\t';
  }

  private void fieldLine(Frame part) {
    int colon = isContinuation() ? -1 : HeaderCollector.colonOf(line);
    if (colon >= 0) {
      part.header.startField(line, colon);
    } else if (!part.fieldsBegun && (startsWith("From ") || startsWith(">From "))) {
      // A line an mbox file had in front of the message; it was stored, so it is shown as it is.
      part.header.endField();
    } else if (!part.fieldsBegun || part.afterBlank || isDelimiterWithoutSeparator(part)) {
      startBody(part, line.offset(), line.linesBefore());
      take();
      return;
    } else {
      part.noteNoField(line);
    }
    part.fieldsBegun = true;
    part.afterBlank = false;
  }

  /// The header of a multipart may run right into the first delimiter.
  private boolean isDelimiterWithoutSeparator(Frame part) {
    return startsWith("--") && ContentFields.of(part.header.fields(), false).isMultipart();
  }

  private boolean startsWith(String text) {
    if (line.length() < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (line.at(i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  // Bodies

  private void startBody(Frame part, long offset, long lines) {
    part.startBody(offset, lines);
    ContentFields content = part.content();
    if (content.isMultipart()) {
      String boundary = content.parameter("boundary");
      if (open.size() >= DEPTH_MAX) {
        part.setOpaque();
      } else if (boundary != null && isUsable(boundary)) {
        part.boundary = boundary.stripTrailing().getBytes(StandardCharsets.UTF_8);
        delimitersOpen++;
      }
    } else if (content.isMessage()) {
      if (open.size() >= DEPTH_MAX || partCount >= PARTS_MAX) {
        part.setOpaque();
      } else {
        openPart(offset, true, false);
      }
    }
  }

  private static boolean isUsable(String boundary) {
    return !boundary.isBlank() && boundary.length() <= BOUNDARY_LENGTH_MAX;
  }

  private void openPart(long start, boolean isMessage, boolean inDigest) {
    open.add(new Frame(start, isMessage, inDigest, budget));
    partCount++;
  }

  /// Ends the innermost part at `end`, before which there are `lines` lines in the message. A part
  /// still in its header gets its body first, and with it perhaps a part inside.
  private void endInnermost(long end, long lines) {
    Frame part = open.getLast();
    if (part.inHeader()) {
      startBodyWithoutSeparator(part, end, lines);
      if (open.getLast() != part) {
        return;
      }
    }
    open.removeLast();
    if (part.boundary != null) {
      delimitersOpen--;
    }
    Part done = part.finish(end, lines);
    if (open.isEmpty()) {
      finished = done;
    } else {
      open.getLast().add(done, part);
    }
  }

  private void startBodyWithoutSeparator(Frame part, long end, long lines) {
    if (part.noFieldAt >= 0 && part.noFieldAt < end) {
      startBody(part, part.noFieldAt, part.noFieldLines);
    } else {
      // A part of no octets at all starts after the line break that is not its own.
      startBody(part, Math.max(end, part.start), lines + (part.start > end ? 1 : 0));
    }
  }
}
