package org.sheafmail.protocol.command;

import java.util.Optional;

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
  }

  /// `BODY[section]<partial>`.
  ///
  /// @param peek true for `BODY.PEEK`, which leaves `\Seen` alone
  record Body(Section section, boolean peek, Optional<Partial> partial) implements FetchItem {}

  /// `partial = "<" number "." nz-number ">"`: at most `count` octets from `offset` on.
  record Partial(long offset, long count) {
    public Partial {
      if (offset < 0 || count < 1) {
        throw new IllegalArgumentException("not a partial: " + offset + "." + count);
      }
    }
  }
}
