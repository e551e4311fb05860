package org.sheafmail.server.mime;

import java.util.List;
import org.sheafmail.protocol.BodyStructure;

/// A message, or a part of one: where its octets are in the whole message, and what they are.
///
/// The header runs from `start` to `bodyStart`, the empty line after it included; the body from
/// there to `end`. The line break before the delimiter that ends a part belongs to the delimiter
/// (RFC 2046 §5.1.1).
///
/// @param parts of a multipart its parts, of a `message/rfc822` the one message in it, else none
public record Part(
    long start, long bodyStart, long end, BodyStructure structure, List<Part> parts) {
  public Part {
    if (start < 0 || bodyStart < start || end < bodyStart) {
      throw new IllegalArgumentException(
          "header and body of a part at " + start + ", " + bodyStart + ", " + end);
    }
    parts = List.copyOf(parts);
    int expected =
        switch (structure) {
          case BodyStructure.Multipart multipart -> multipart.parts().size();
          case BodyStructure.Message _ -> 1;
          case BodyStructure.Text _, BodyStructure.Basic _ -> 0;
        };
    if (parts.size() != expected) {
      throw new IllegalArgumentException(
          parts.size() + " parts where the structure has " + expected);
    }
  }

  public boolean isMultipart() {
    return structure instanceof BodyStructure.Multipart;
  }

  public boolean isMessage() {
    return structure instanceof BodyStructure.Message;
  }
}
