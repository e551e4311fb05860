package org.sheafmail.protocol.command;

import java.io.IOException;
import java.nio.charset.Charset;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.wire.SequenceSet;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// What a message must be like to be found: `search-key` (RFC 3501 §6.4.4).
///
/// Keys that are short for others are read as those: `UNSEEN` is `NOT SEEN`, `NEW` is `(RECENT
/// UNSEEN)`, `OLD` is `NOT RECENT`, `SUBJECT x` is `HEADER Subject x`.
public sealed interface SearchKey {
  /// How deep keys may lie within each other.
  int DEPTH_MAX = 50;

  /// The counterpart of [#parse].
  void write(WireWriter out) throws IOException;

  /// `ALL`.
  record All() implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("ALL");
    }
  }

  /// All of the keys, one at the least: what stands side by side, or in parentheses.
  record And(List<SearchKey> keys) implements SearchKey {
    public And {
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("no search key");
      }
      keys = List.copyOf(keys);
    }

    @Override
    public void write(WireWriter out) throws IOException {
      out.octet('(');
      writeAll(out, keys);
      out.octet(')');
    }
  }

  /// `OR`.
  record Or(SearchKey left, SearchKey right) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("OR ");
      left.write(out);
      out.sp();
      right.write(out);
    }
  }

  /// `NOT`.
  record Not(SearchKey key) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("NOT ");
      key.write(out);
    }
  }

  /// `SEEN`, `KEYWORD x` and their like.
  record HasFlag(Flag flag) implements SearchKey {
    public HasFlag {
      if (!flag.isSystem() && !flag.isKeyword()) {
        throw new IllegalArgumentException("no search key finds " + flag);
      }
    }

    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii(flag.isSystem() ? flag.name().substring(1) : "KEYWORD " + flag.name());
    }
  }

  /// `RECENT`.
  record Recent() implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("RECENT");
    }
  }

  /// `HEADER name text`, also `BCC`, `CC`, `FROM`, `SUBJECT`, `TO`. An empty text asks for the
  /// field alone.
  record Header(String fieldName, String text) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("HEADER ");
      out.astring(fieldName);
      out.sp();
      out.astring(text);
    }
  }

  /// `BODY`.
  record Body(String text) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("BODY ");
      out.astring(text);
    }
  }

  /// `TEXT`: header or body.
  record Text(String text) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("TEXT ");
      out.astring(text);
    }
  }

  /// `BEFORE`, `ON`, `SINCE`: the internal date, regardless of time and zone.
  record InternalDate(Relation relation, LocalDate date) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii(relation.name() + " ");
      out.date(date);
    }
  }

  /// `SENTBEFORE`, `SENTON`, `SENTSINCE`: the `Date` header field, regardless of time and zone.
  record SentDate(Relation relation, LocalDate date) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("SENT" + relation.name() + " ");
      out.date(date);
    }
  }

  /// Where a date must lie.
  enum Relation {
    BEFORE,
    ON,
    /// On the date or after it.
    SINCE
  }

  /// `LARGER`: more than that many octets.
  record Larger(long octets) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("LARGER ");
      out.number(octets);
    }
  }

  /// `SMALLER`: fewer than that many octets.
  record Smaller(long octets) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("SMALLER ");
      out.number(octets);
    }
  }

  /// `UID set`.
  record Uids(SequenceSet uids) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.ascii("UID ");
      out.sequenceSet(uids);
    }
  }

  /// A bare sequence set.
  record SequenceNumbers(SequenceSet numbers) implements SearchKey {
    @Override
    public void write(WireWriter out) throws IOException {
      out.sequenceSet(numbers);
    }
  }

  /// `search-key *(SP search-key)`
  static void writeAll(WireWriter out, List<SearchKey> keys) throws IOException {
    boolean first = true;
    for (SearchKey key : keys) {
      if (!first) {
        out.sp();
      }
      first = false;
      key.write(out);
    }
  }

  /// `search-key`, its strings in `charset`.
  ///
  /// @param depth how many keys it lies within
  static SearchKey parse(WireReader in, Charset charset, int depth) throws IOException {
    return parse(in, charset, in.atLetter() ? in.word() : "", depth);
  }

  /// A key whose first word has been read; the word is empty where the key starts with none.
  static SearchKey parse(WireReader in, Charset charset, String word, int depth)
      throws IOException {
    if (depth > DEPTH_MAX) {
      throw in.error("search keys lie too deep within each other");
    }
    return switch (word) {
      case "" -> in.at('(') ? parseList(in, charset, depth) : new SequenceNumbers(in.sequenceSet());
      case "ALL" -> new All();
      case "ANSWERED" -> new HasFlag(Flag.ANSWERED);
      case "DELETED" -> new HasFlag(Flag.DELETED);
      case "DRAFT" -> new HasFlag(Flag.DRAFT);
      case "FLAGGED" -> new HasFlag(Flag.FLAGGED);
      case "SEEN" -> new HasFlag(Flag.SEEN);
      case "UNANSWERED" -> new Not(new HasFlag(Flag.ANSWERED));
      case "UNDELETED" -> new Not(new HasFlag(Flag.DELETED));
      case "UNDRAFT" -> new Not(new HasFlag(Flag.DRAFT));
      case "UNFLAGGED" -> new Not(new HasFlag(Flag.FLAGGED));
      case "UNSEEN" -> new Not(new HasFlag(Flag.SEEN));
      case "RECENT" -> new Recent();
      case "OLD" -> new Not(new Recent());
      case "NEW" -> new And(List.of(new Recent(), new Not(new HasFlag(Flag.SEEN))));
      default -> parseArguments(in, charset, word, depth);
    };
  }

  private static SearchKey parseArguments(WireReader in, Charset charset, String word, int depth)
      throws IOException {
    return switch (word) {
      case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new Header(word, astring(in, charset));
      case "HEADER" -> {
        String fieldName = astring(in, charset);
        yield new Header(fieldName, astring(in, charset));
      }
      case "BODY" -> new Body(astring(in, charset));
      case "TEXT" -> new Text(astring(in, charset));
      case "KEYWORD" -> new HasFlag(keyword(in));
      case "UNKEYWORD" -> new Not(new HasFlag(keyword(in)));
      case "BEFORE" -> new InternalDate(Relation.BEFORE, date(in));
      case "ON" -> new InternalDate(Relation.ON, date(in));
      case "SINCE" -> new InternalDate(Relation.SINCE, date(in));
      case "SENTBEFORE" -> new SentDate(Relation.BEFORE, date(in));
      case "SENTON" -> new SentDate(Relation.ON, date(in));
      case "SENTSINCE" -> new SentDate(Relation.SINCE, date(in));
      case "LARGER" -> new Larger(number(in));
      case "SMALLER" -> new Smaller(number(in));
      case "UID" -> new Uids(sequenceSet(in));
      case "NOT" -> new Not(operand(in, charset, depth));
      case "OR" -> {
        SearchKey left = operand(in, charset, depth);
        yield new Or(left, operand(in, charset, depth));
      }
      default -> throw in.error("unknown search key");
    };
  }

  /// `"(" search-key *(SP search-key) ")"`
  private static SearchKey parseList(WireReader in, Charset charset, int depth) throws IOException {
    in.octet('(');
    List<SearchKey> keys = new ArrayList<>();
    keys.add(parse(in, charset, depth + 1));
    while (!in.at(')')) {
      in.sp();
      keys.add(parse(in, charset, depth + 1));
    }
    in.octet(')');
    return new And(keys);
  }

  private static SearchKey operand(WireReader in, Charset charset, int depth) throws IOException {
    in.sp();
    return parse(in, charset, depth + 1);
  }

  private static String astring(WireReader in, Charset charset) throws IOException {
    in.sp();
    return in.astring(charset);
  }

  private static Flag keyword(WireReader in) throws IOException {
    in.sp();
    if (in.at('\\')) {
      throw in.expected("a keyword");
    }
    return in.flag();
  }

  private static LocalDate date(WireReader in) throws IOException {
    in.sp();
    return in.date();
  }

  private static long number(WireReader in) throws IOException {
    in.sp();
    return in.number();
  }

  private static SequenceSet sequenceSet(WireReader in) throws IOException {
    in.sp();
    return in.sequenceSet();
  }
}
