package org.sheafmail.server.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.sheafmail.store.Body;

/// Goes through the fields of one header, whatever their names.
///
/// A line that is no field counts as one without a name. Of a field longer than [#VALUE_MAX] octets
/// the rest is passed over.
final class FieldScanner {
  private static final int VALUE_MAX = 64 * 1024;

  private final LineScanner line;
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private boolean ahead;
  private String name = "";

  FieldScanner(Body body, Part part) {
    line = new LineScanner(body, part.start(), part.bodyStart());
  }

  /// Moves to the next field; false at the end of the header.
  boolean next() throws IOException {
    if (!ahead && !line.next()) {
      return false;
    }
    int colon = HeaderCollector.colonOf(line);
    name =
        colon < 0
            ? ""
            : new String(line.buffer(), line.start(), colon, StandardCharsets.ISO_8859_1)
                .stripTrailing();
    octets.reset();
    take(colon + 1);
    ahead = line.next();
    while (ahead && continues()) {
      take(0);
      ahead = line.next();
    }
    return true;
  }

  private boolean continues() {
    return !line.startsLine() || line.at(0) == ' ' || line.at(0) == '\t';
  }

  private void take(int from) {
    int length = Math.min(line.length() - from, VALUE_MAX - octets.size());
    octets.write(line.buffer(), line.start() + from, length);
  }

  /// As written; empty for a line that is no field.
  String name() {
    return name;
  }

  /// The body of the field, unfolded.
  String value() {
    return HeaderCollector.unfolded(octets.toByteArray());
  }
}
