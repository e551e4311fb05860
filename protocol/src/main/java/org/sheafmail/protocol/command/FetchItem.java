package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// One thing `FETCH` asks of each message: `fetch-att` (RFC 3501 §6.4.5). The macros `ALL`, `FAST`
/// and `FULL` are written out by the parser.
public sealed interface FetchItem {
  /// The items without arguments.
  enum Attribute implements FetchItem {
    ENVELOPE("ENVELOPE"),
    FLAGS("FLAGS"),
    INTERNALDATE("INTERNALDATE"),
    /// `BODY[]` under another name.
    RFC822("RFC822"),
    /// `BODY.PEEK[HEADER]` under another name.
    RFC822_HEADER("RFC822.HEADER"),
    RFC822_SIZE("RFC822.SIZE"),
    /// `BODY[TEXT]` under another name.
    RFC822_TEXT("RFC822.TEXT"),
    /// [#BODYSTRUCTURE] without extension data.
    BODY("BODY"),
    BODYSTRUCTURE("BODYSTRUCTURE"),
    UID("UID");

    private final String word;

    Attribute(String word) {
      this.word = word;
    }

    /// The word on the wire, in command and response.
    public String word() {
      return word;
    }

    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii(word);
    }
  }

  /// `BODY[section]<partial>`.
  ///
  /// @param peek true for `BODY.PEEK`, which leaves `\Seen` alone
  record Body(Section section, boolean peek, Optional<Partial> partial) implements FetchItem {
    private static Body parse(WireReader in, boolean peek) throws IOException {
      Section section = Section.parse(in);
      return new Body(
          section, peek, in.at('<') ? Optional.of(Partial.parse(in)) : Optional.empty());
    }

    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii(peek ? "BODY.PEEK" : "BODY");
      section.write(out);
      if (partial.isPresent()) {
        partial.get().write(out);
      }
    }
  }

  /// `partial = "<" number "." nz-number ">"`: at most `count` octets from `offset` on.
  record Partial(long offset, long count) {
    public Partial {
      if (offset < 0 || count < 1) {
        throw new IllegalArgumentException("not a partial: " + offset + "." + count);
      }
    }

    private static Partial parse(WireReader in) throws IOException {
      in.octet('<');
      long offset = in.number();
      in.octet('.');
      long count = in.nzNumber();
      in.octet('>');
      return new Partial(offset, count);
    }

    private void write(WireWriter out) throws IOException {
      out.octet('<');
      out.number(offset);
      out.octet('.');
      out.number(count);
      out.octet('>');
    }
  }

  /// `BODY.PEEK[HEADER.FIELDS (…)]`: these header fields alone, `\Seen` left alone.
  static FetchItem headerFields(String... names) {
    Section section = new Section(List.of(), Section.Text.HEADER_FIELDS, List.of(names));
    return new Body(section, true, Optional.empty());
  }

  /// `BODY.PEEK[]`: the whole message, `\Seen` left alone.
  static FetchItem wholeMessage() {
    return new Body(Section.WHOLE, true, Optional.empty());
  }

  /// `fetch-att`
  static FetchItem parse(WireReader in) throws IOException {
    return item(in, in.word());
  }

  private static FetchItem item(WireReader in, String word) throws IOException {
    if (word.equals("BODY.PEEK") || (word.equals("BODY") && in.at('['))) {
      return Body.parse(in, word.equals("BODY.PEEK"));
    }
    for (Attribute attribute : Attribute.values()) {
      if (attribute.word.equals(word)) {
        return attribute;
      }
    }
    throw in.error("unknown FETCH item");
  }

  /// `"ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")"`
  static List<FetchItem> parseList(WireReader in) throws IOException {
    if (!in.at('(')) {
      String word = in.word();
      return switch (word) {
        // rfc3501/fetch-macros
        case "ALL" ->
            List.of(
                Attribute.FLAGS, Attribute.INTERNALDATE, Attribute.RFC822_SIZE, Attribute.ENVELOPE);
        case "FAST" -> List.of(Attribute.FLAGS, Attribute.INTERNALDATE, Attribute.RFC822_SIZE);
        case "FULL" ->
            List.of(
                Attribute.FLAGS,
                Attribute.INTERNALDATE,
                Attribute.RFC822_SIZE,
                Attribute.ENVELOPE,
                Attribute.BODY);
        default -> List.of(item(in, word));
      };
    }
    in.octet('(');
    List<FetchItem> items = new ArrayList<>();
    items.add(parse(in));
    while (!in.at(')')) {
      in.sp();
      items.add(parse(in));
    }
    in.octet(')');
    return items;
  }

  /// The counterpart of [#parse].
  void write(WireWriter out) throws IOException;

  /// The counterpart of [#parseList], always in parentheses.
  static void writeList(WireWriter out, List<FetchItem> items) throws IOException {
    char before = '(';
    for (FetchItem item : items) {
      out.octet(before);
      item.write(out);
      before = ' ';
    }
    out.octet(')');
  }
}
