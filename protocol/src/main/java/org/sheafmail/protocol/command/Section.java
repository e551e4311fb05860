package org.sheafmail.protocol.command;

import java.util.List;

/// Which octets of a message `BODY[…]` means: `section = "[" [section-spec] "]"` (RFC 3501 §6.4.5,
/// §9).
///
/// @param part the numbers of the part, outermost first; empty for the message itself
/// @param fields the header fields named, as spelled by the client; only and always with
///   `HEADER.FIELDS` and `HEADER.FIELDS.NOT`
public record Section(List<Integer> part, Text text, List<String> fields) {
  /// `BODY[]`: the message as it is.
  public static final Section WHOLE = new Section(List.of(), Text.ALL, List.of());

  /// `section-text`, or its absence.
  public enum Text {
    /// Nothing named: the whole message, or the body of the part.
    ALL(""),
    HEADER("HEADER"),
    HEADER_FIELDS("HEADER.FIELDS"),
    HEADER_FIELDS_NOT("HEADER.FIELDS.NOT"),
    TEXT("TEXT"),
    /// Only below a part: its MIME header.
    MIME("MIME");

    private final String word;

    Text(String word) {
      this.word = word;
    }

    /// The word on the wire.
    public String word() {
      return word;
    }
  }

  public Section {
    part = List.copyOf(part);
    fields = List.copyOf(fields);
    if (part.stream().anyMatch(n -> n < 1)) {
      throw new IllegalArgumentException("parts are counted from 1: " + part);
    }
    if (text == Text.MIME && part.isEmpty()) {
      throw new IllegalArgumentException("MIME needs a part");
    }
    boolean named = text == Text.HEADER_FIELDS || text == Text.HEADER_FIELDS_NOT;
    if (named == fields.isEmpty()) {
      throw new IllegalArgumentException("fields belong to HEADER.FIELDS and to nothing else");
    }
  }
}
