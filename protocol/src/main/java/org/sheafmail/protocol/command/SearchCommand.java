package org.sheafmail.protocol.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `search = ["UID" SP] "SEARCH" [SP "CHARSET" SP astring] 1*(SP search-key)` (RFC 3501 §6.4.4).
///
/// @param uid true if the answer is to be UIDs, not sequence numbers
/// @param charset as named by the client. Without one, strings are taken as UTF-8, of which
///   US-ASCII is a part
/// @param key all the keys as one; empty if the charset is not known, so that the strings cannot be
///   understood: the answer is `NO [BADCHARSET]`
public record SearchCommand(boolean uid, Optional<String> charset, Optional<SearchKey> key)
    implements Command.Select {

  static SearchCommand parse(WireReader in, boolean uid) throws IOException {
    in.sp();
    Optional<String> charset = Optional.empty();
    List<SearchKey> keys = new ArrayList<>();
    Charset known = UTF_8;
    String word = in.atLetter() ? in.word() : "";
    if (word.equals("CHARSET")) {
      in.sp();
      charset = Optional.of(in.astring());
      known = known(charset.get()).orElse(ISO_8859_1);
      in.sp();
      word = in.atLetter() ? in.word() : "";
    }
    keys.add(SearchKey.parse(in, known, word, 0));
    while (in.at(' ')) {
      in.sp();
      keys.add(SearchKey.parse(in, known, 0));
    }
    boolean understood = charset.isEmpty() || known(charset.get()).isPresent();
    SearchKey key = keys.size() == 1 ? keys.getFirst() : new SearchKey.And(keys);
    return new SearchCommand(uid, charset, understood ? Optional.of(key) : Optional.empty());
  }

  private static Optional<Charset> known(String name) {
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      return Optional.empty();
    }
  }

  /// Writes strings in UTF-8, and names that charset.
  ///
  /// @throws IllegalStateException without a key
  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii(uid ? "UID SEARCH " : "SEARCH ");
    if (charset.isPresent()) {
      out.ascii("CHARSET UTF-8 ");
    }
    switch (key.orElseThrow(() -> new IllegalStateException("nothing to search for"))) {
      case SearchKey.And(var keys) -> SearchKey.writeAll(out, keys);
      case SearchKey single -> single.write(out);
    }
  }
}
