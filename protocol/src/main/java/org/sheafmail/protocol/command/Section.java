package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

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

    private boolean hasFields() {
      return this == HEADER_FIELDS || this == HEADER_FIELDS_NOT;
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
    if (text.hasFields() == fields.isEmpty()) {
      throw new IllegalArgumentException("fields belong to HEADER.FIELDS and to nothing else");
    }
  }

  /// `section = "[" [section-spec] "]"`
  public static Section parse(WireReader in) throws IOException {
    in.octet('[');
    List<Integer> part = new ArrayList<>();
    while (in.atDigit()) {
      part.add(parsePartNumber(in));
      if (in.at('.')) {
        in.octet('.');
      } else {
        in.octet(']');
        return new Section(part, Text.ALL, List.of());
      }
    }
    if (part.isEmpty() && in.at(']')) {
      in.octet(']');
      return WHOLE;
    }
    Section section = parseText(in, part);
    in.octet(']');
    return section;
  }

  private static int parsePartNumber(WireReader in) throws IOException {
    long number = in.nzNumber();
    if (number > Integer.MAX_VALUE) {
      throw in.error("no message has so many parts");
    }
    return (int) number;
  }

  /// `section-msgtext`, and `MIME` below a part
  private static Section parseText(WireReader in, List<Integer> part) throws IOException {
    String word = in.word();
    for (Text text : Text.values()) {
      boolean allowed = text != Text.ALL && (text != Text.MIME || !part.isEmpty());
      if (allowed && text.word.equals(word)) {
        return new Section(part, text, text.hasFields() ? parseHeaderList(in) : List.of());
      }
    }
    throw in.error("unknown section");
  }

  /// `header-list = "(" header-fld-name *(SP header-fld-name) ")"`, after a space
  private static List<String> parseHeaderList(WireReader in) throws IOException {
    List<String> fields = new ArrayList<>();
    in.sp();
    in.octet('(');
    fields.add(in.astring());
    while (!in.at(')')) {
      in.sp();
      fields.add(in.astring());
    }
    in.octet(')');
    return fields;
  }

  /// The counterpart of [#parse].
  public void write(WireWriter out) throws IOException {
    out.octet('[');
    boolean first = true;
    for (int number : part) {
      if (!first) {
        out.octet('.');
      }
      first = false;
      out.number(number);
    }
    if (text != Text.ALL) {
      out.ascii(first ? "" : ".");
      out.ascii(text.word);
    }
    if (text.hasFields()) {
      char before = '(';
      out.sp();
      for (String field : fields) {
        out.octet(before);
        out.astring(field);
        before = ' ';
      }
      out.octet(')');
    }
    out.octet(']');
  }
}
