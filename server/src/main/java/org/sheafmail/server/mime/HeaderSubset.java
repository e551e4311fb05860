package org.sheafmail.server.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.sheafmail.store.Body;

/// `HEADER.FIELDS` and `HEADER.FIELDS.NOT`: the fields of one header with these names, or all
/// others, octet for octet and in their order, and the empty line after them.
///
/// The size has to be known before the first octet is sent. A subset of a usual size is kept from
/// counting it; a larger one is read from the message again.
final class HeaderSubset implements SectionOctets {
  private static final int KEPT_MAX = 64 * 1024;
  private static final byte[] EMPTY_LINE = {'\r', '\n'};

  private final Body body;
  private final Part message;
  private final Set<String> names;
  private final boolean named;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final long size;

  private HeaderSubset(Body body, Part message, Set<String> names, boolean named)
      throws IOException {
    this.body = body;
    this.message = message;
    this.names = names;
    this.named = named;
    this.size = forEachRun(this::keep);
  }

  /// @param named true for the fields in `names`, false for the others
  static SectionOctets of(Body body, Part message, List<String> names, boolean named)
      throws IOException {
    Set<String> lowerCase =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return new HeaderSubset(body, message, lowerCase, named);
  }

  private interface Run {
    /// Takes octets of the subset, the first of which is at `position` in it.
    void take(long position, byte[] octets, int offset, int length) throws IOException;
  }

  /// Hands the subset over piece by piece; returns its size.
  private long forEachRun(Run run) throws IOException {
    long position = 0;
    boolean wanted = false;
    boolean separated = false;
    LineScanner line = new LineScanner(body, message.start(), message.bodyStart());
    while (line.next()) {
      if (line.startsLine() && !(line.at(0) == ' ' || line.at(0) == '\t')) {
        separated = line.isEmptyLine();
        wanted = separated || isWanted(line);
      }
      if (wanted) {
        run.take(position, line.buffer(), line.start(), line.length());
        position += line.length();
      }
    }
    // rfc3501/fetch-fields: no empty line only for a message that has neither it nor a body.
    if (!separated && message.end() > message.bodyStart()) {
      run.take(position, EMPTY_LINE, 0, EMPTY_LINE.length);
      position += EMPTY_LINE.length;
    }
    return position;
  }

  private boolean isWanted(LineScanner line) {
    int colon = HeaderCollector.colonOf(line);
    if (colon < 0) {
      return false;
    }
    String name =
        new String(line.buffer(), line.start(), colon, StandardCharsets.ISO_8859_1)
            .stripTrailing()
            .toLowerCase(Locale.ROOT);
    return names.contains(name) == named;
  }

  private void keep(long position, byte[] octets, int offset, int length) {
    if (position + length <= KEPT_MAX) {
      kept.write(octets, offset, length);
    }
  }

  @Override
  public void verify() throws IOException {
    body.verify();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void transferTo(long position, long count, WritableByteChannel target) throws IOException {
    Objects.checkFromIndexSize(position, count, size);
    long end = position + count;
    Run clipped =
        (at, octets, offset, length) -> {
          long from = Math.max(at, position);
          long to = Math.min(at + length, end);
          if (from < to) {
            writeFully(
                ByteBuffer.wrap(octets, offset + (int) (from - at), (int) (to - from)), target);
          }
        };
    if (kept.size() == size) {
      clipped.take(0, kept.toByteArray(), 0, kept.size());
    } else {
      forEachRun(clipped);
    }
  }

  private static void writeFully(ByteBuffer octets, WritableByteChannel target) throws IOException {
    while (octets.hasRemaining()) {
      target.write(octets);
    }
  }
}
