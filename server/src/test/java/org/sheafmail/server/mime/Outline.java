package org.sheafmail.server.mime;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.sheafmail.protocol.BodyStructure;

/// Writes the parts of a message down so that a person can check them.
final class Outline {
  private Outline() {}

  /// One line for each part: its number, type, what is special, and its body up to 20 characters.
  static String of(ArrayBody body) throws java.io.IOException {
    StringBuilder out = new StringBuilder();
    part(out, StructureScanner.scan(body).root(), body, "");
    return out.toString();
  }

  private static void part(StringBuilder out, Part part, ArrayBody body, String indent) {
    BodyStructure structure = part.structure();
    out.append(indent).append(structure.type()).append('/').append(structure.subtype());
    out.append(
        structure.parameters().stream()
            .map(p -> " " + p.attribute() + "=" + p.value())
            .collect(Collectors.joining()));
    switch (structure) {
      case BodyStructure.Text text -> out.append(" lines=").append(text.lines());
      case BodyStructure.Message message -> out.append(" lines=").append(message.lines());
      case BodyStructure.Basic _, BodyStructure.Multipart _ -> {}
    }
    if (part.parts().isEmpty()) {
      out.append(" [").append(text(body, part.bodyStart(), part.end())).append(']');
    }
    out.append('\n');
    for (Part inner : part.parts()) {
      part(out, inner, body, indent + "  ");
    }
  }

  private static String text(ArrayBody body, long start, long end) {
    String text =
        new String(body.octets(), (int) start, (int) (end - start), StandardCharsets.ISO_8859_1)
            .replace("\r", "\\r")
            .replace("\n", "\\n");
    return text.length() <= 40 ? text : text.substring(0, 37) + "...";
  }
}
