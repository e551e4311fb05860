package org.sheafmail.cli.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The header fields of a message, unfolded, as far as an uploader looks at them.
///
/// Octets above 127 are taken for ISO 8859-1: nothing here is sent, and the fields we look at are
/// ASCII or say otherwise by RFC 2047.
final class HeaderFields {
  private record Field(String name, String value) {}

  private final List<Field> fields = new ArrayList<>();

  /// Reads up to the first empty line or the end of what is given.
  static HeaderFields parse(byte[] octets, int length) {
    HeaderFields header = new HeaderFields();
    String text = new String(octets, 0, length, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      String line = text.substring(at, end);
      line = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      if (line.isEmpty()) {
        break;
      }
      header.take(line);
      at = end + 1;
    }
    return header;
  }

  private void take(String line) {
    if (line.startsWith(" ") || line.startsWith("\t")) {
      if (!fields.isEmpty()) {
        Field last = fields.removeLast();
        fields.add(new Field(last.name(), last.value() + " " + line.strip()));
      }
      return;
    }
    int colon = line.indexOf(':');
    if (colon > 0) {
      fields.add(new Field(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
    }
  }

  /// The value of the topmost field of that name.
  Optional<String> first(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  boolean has(String name) {
    return first(name).isPresent();
  }
}
