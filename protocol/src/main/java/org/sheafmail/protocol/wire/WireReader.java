package org.sheafmail.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;

/// Reads the rules of the grammar (RFC 3501 §9) that commands and responses are made of, pulling
/// octets from a connection as they are needed. One per connection, used by one thread.
///
/// `at` looks one octet ahead; everything else takes what it names or throws [SyntaxException].
/// After one, the rest of the command is still to come: [#skipCommand] passes over it.
///
/// A line may end in a bare LF: people type commands into a plain connection. What ends a line for
/// a rule ends it for [#skipCommand] too, so the two never disagree on where a literal starts.
public final class WireReader extends FramedReader {
  private final char hierarchySeparator;

  /// How many literals have stood for strings in this command.
  private int stringLiterals;

  /// @param in blocks until there is at least one octet, or the connection ends
  /// @param hierarchySeparator stands between the levels of a mailbox name
  public WireReader(
      ReadableByteChannel in,
      Continuation continuation,
      WireLimits limits,
      char hierarchySeparator) {
    this(in, continuation, limits, hierarchySeparator, false);
  }

  /// Reads what a server sends, and forgives it more than a server forgives a client: strings in
  /// any charset, needless backslashes, names that are not in modified UTF-7. Literals are there
  /// without being asked for, whatever they look like (RFC 3501 §4.3).
  public static WireReader ofResponses(ReadableByteChannel in, WireLimits limits) {
    return new WireReader(in, () -> {}, limits, '/', true);
  }

  private WireReader(
      ReadableByteChannel in,
      Continuation continuation,
      WireLimits limits,
      char hierarchySeparator,
      boolean forgiving) {
    super(in, continuation, limits, forgiving);
    this.hierarchySeparator = hierarchySeparator;
  }

  @Override
  public boolean beginLine() throws IOException {
    stringLiterals = 0;
    return super.beginLine();
  }

  // Words and numbers.

  /// `tag = 1*<any ASTRING-CHAR except "+">`
  public String tag() throws IOException {
    return run(Octet.Kind.TAG_CHAR, WORD_LENGTH_MAX, "a tag");
  }

  /// `atom = 1*ATOM-CHAR`
  public String atom() throws IOException {
    return run(Octet.Kind.ATOM_CHAR, WORD_LENGTH_MAX, "an atom");
  }

  /// A word of the grammar, in upper case: they match in any.
  public String word() throws IOException {
    return run(Octet.Kind.WORD_CHAR, WORD_LENGTH_MAX, "a word").toUpperCase(Locale.ROOT);
  }

  /// Whatever stands before the next space, parenthesis or end of the line.
  public String token() throws IOException {
    return run(Octet.Kind.TOKEN_CHAR, limits.lineOctetsMax(), "a word");
  }

  /// `base64`, decoded.
  public Octets base64() throws IOException {
    int length = source.takeWhile(Octet.Kind.BASE64_CHAR);
    try {
      return Octets.of(Base64.getDecoder().decode(source.lastTaken(length)));
    } catch (IllegalArgumentException _) {
      throw error("this is not base64");
    }
  }

  /// `text`, and nothing too: whatever stands before the end of the line.
  public String text() throws IOException {
    String octets = source.lastTaken(source.takeWhile(Octet.Kind.TEXT_CHAR));
    return Texts.lenient(Texts.octets(octets));
  }

  // Strings.

  /// `astring = 1*ASTRING-CHAR / string`, as UTF-8.
  public String astring() throws IOException {
    return astring(UTF_8);
  }

  /// `astring = 1*ASTRING-CHAR / string`
  public String astring(Charset charset) throws IOException {
    return decode(astringOctets(), charset);
  }

  private byte[] astringOctets() throws IOException {
    if (atString()) {
      return stringOctets();
    }
    Octet.Kind kind = forgiving ? Octet.Kind.TOKEN_CHAR : Octet.Kind.ASTRING_CHAR;
    return Texts.octets(run(kind, limits.lineOctetsMax(), "a string"));
  }

  /// True if a quoted string or a literal starts here.
  public boolean atString() throws IOException {
    int octet = source.peek();
    return octet == '"' || octet == '{';
  }

  /// `string = quoted / literal`, as UTF-8.
  public String string() throws IOException {
    return decode(stringOctets(), UTF_8);
  }

  /// `nstring = string / nil`, as UTF-8; `NIL` is null.
  ///
  /// rfc3501/nil-distinct
  public @Nullable String nstring() throws IOException {
    if (atString()) {
      return string();
    }
    nil();
    return null;
  }

  /// `nstring`, undecoded; `NIL` is null.
  public @Nullable Octets nstringOctets() throws IOException {
    if (atString()) {
      return Octets.of(stringOctets());
    }
    nil();
    return null;
  }

  /// `nil = "NIL"`
  public void nil() throws IOException {
    if (!atLetter() || !word().equals("NIL")) {
      throw error("expected NIL");
    }
  }

  private byte[] stringOctets() throws IOException {
    if (at('"')) {
      return Texts.octets(quoted());
    }
    return atString() ? literalString() : failString();
  }

  private byte[] failString() throws IOException {
    throw expected("a string");
  }

  /// `quoted = DQUOTE *QUOTED-CHAR DQUOTE`, one character for each octet.
  ///
  /// rfc3501/quoted
  private String quoted() throws IOException {
    octet('"');
    String run = source.lastTaken(source.takeWhile(Octet.Kind.QUOTED_CHAR));
    if (at('"')) {
      source.take();
      return run;
    }
    StringBuilder quoted = new StringBuilder(run);
    while (at('\\')) {
      source.take();
      if (!at('"') && !at('\\') && !forgiving) {
        throw expected("a quote or a backslash after a backslash");
      }
      if (atCrlf()) {
        throw expected("the end of a quoted string");
      }
      quoted.append((char) source.peek());
      source.take();
      quoted.append(source.lastTaken(source.takeWhile(Octet.Kind.QUOTED_CHAR)));
    }
    octet('"');
    return quoted.toString();
  }

  /// rfc3501/literal-in-command, rfc7888/any-command
  private byte[] literalString() throws IOException {
    ConnectionLiteral string = (ConnectionLiteral) literal();
    if (string.size() > limits.stringLiteralOctetsMax()) {
      throw error("a string of more than " + limits.stringLiteralOctetsMax() + " octets");
    }
    if (++stringLiterals > limits.stringLiteralsMax()) {
      throw error("more than " + limits.stringLiteralsMax() + " literals for strings");
    }
    ByteBuffer octets = ByteBuffer.allocate((int) string.size());
    ReadableByteChannel body = string.accept();
    while (octets.hasRemaining()) {
      body.read(octets);
    }
    if (string.nulAt().isPresent()) {
      throw error("a NUL octet in a string");
    }
    return octets.array();
  }

  private String decode(byte[] octets, Charset charset) throws SyntaxException {
    if (forgiving) {
      return Texts.lenient(octets);
    }
    try {
      return Texts.strict(octets, charset);
    } catch (CharacterCodingException _) {
      throw error("a string is not " + charset.name());
    }
  }

  // Mailboxes, flags, dates, sets.

  /// `mailbox = "INBOX" / astring`, in modified UTF-7 (RFC 3501 §5.1.3).
  ///
  /// @throws MailboxNameException if no mailbox can have that name
  public MailboxName mailbox() throws IOException {
    return mailboxName(mailboxPath());
  }

  /// A mailbox to be made: a separator at the end says that mailboxes are to come below it (RFC
  /// 3501 §6.3.3), and is dropped.
  ///
  /// rfc3501/create-trailing-separator
  public MailboxName mailboxToCreate() throws IOException {
    String path = mailboxPath();
    boolean superior = path.length() > 1 && path.charAt(path.length() - 1) == hierarchySeparator;
    return mailboxName(superior ? path.substring(0, path.length() - 1) : path);
  }

  /// `mailbox` where it need not name one: decoded, with separators, perhaps empty.
  public String mailboxPath() throws IOException {
    return decodePath(astringOctets());
  }

  /// `list-mailbox = 1*list-char / string`, decoded, wildcards as they stand.
  public String listMailbox() throws IOException {
    if (atString()) {
      return decodePath(stringOctets());
    }
    return decodePath(
        Texts.octets(run(Octet.Kind.LIST_CHAR, limits.lineOctetsMax(), "a mailbox pattern")));
  }

  private String decodePath(byte[] octets) throws MailboxNameException {
    try {
      return ModifiedUtf7.decode(octets);
    } catch (IllegalArgumentException e) {
      if (forgiving) {
        return Texts.lenient(octets);
      }
      throw new MailboxNameException(String.valueOf(e.getMessage()));
    }
  }

  private MailboxName mailboxName(String path) throws MailboxNameException {
    try {
      return MailboxName.parse(path, hierarchySeparator);
    } catch (IllegalArgumentException e) {
      throw new MailboxNameException(String.valueOf(e.getMessage()));
    }
  }

  /// `flag`, without `\Recent`, which is no client's to set.
  ///
  /// rfc3502/recent-refused
  public Flag flag() throws IOException {
    boolean system = at('\\');
    if (system) {
      source.take();
    }
    String name = run(Octet.Kind.ATOM_CHAR, Flag.NAME_LENGTH_MAX - 1, "a flag");
    try {
      return Flag.of(system ? "\\" + name : name);
    } catch (IllegalArgumentException e) {
      throw error(String.valueOf(e.getMessage()));
    }
  }

  /// `flag-list = "(" [flag *(SP flag)] ")"`, equal flags folded, in the order written.
  ///
  /// rfc3502/empty-flag-list, rfc3502/duplicate-flags
  public Set<Flag> flagList() throws IOException {
    octet('(');
    if (at(')')) {
      source.take();
      return Set.of();
    }
    Set<Flag> flags = new LinkedHashSet<>();
    flags.add(flag());
    while (!at(')')) {
      sp();
      flags.add(flag());
    }
    source.take();
    return Collections.unmodifiableSet(flags);
  }

  /// `1*DIGIT` of so many digits, for dates.
  int digits(int min, int max) throws IOException {
    int length = source.takeWhile(Octet.Kind.DIGIT);
    if (length < min || length > max) {
      throw error("expected " + (min == max ? "" : min + " to ") + max + " digits");
    }
    return Integer.parseInt(source.lastTaken(length));
  }

  /// So many letters, for dates.
  String letters(String what, int count) throws IOException {
    int length = source.takeWhile(Octet.Kind.LETTER);
    if (length != count) {
      throw expected(what);
    }
    return source.lastTaken(length);
  }

  /// `date-time`, to the second. See [Dates] for what is taken beyond the grammar.
  public OffsetDateTime dateTime() throws IOException {
    return Dates.parseDateTime(this);
  }

  /// `date = date-text / DQUOTE date-text DQUOTE`
  public LocalDate date() throws IOException {
    return Dates.parseDate(this);
  }

  /// `sequence-set = (seq-number / seq-range) *("," sequence-set)`
  public SequenceSet sequenceSet() throws IOException {
    List<SequenceSet.Range> ranges = new ArrayList<>();
    ranges.add(sequenceRange());
    while (at(',')) {
      source.take();
      ranges.add(sequenceRange());
    }
    return new SequenceSet(ranges);
  }

  private SequenceSet.Range sequenceRange() throws IOException {
    long first = sequenceNumber();
    if (!at(':')) {
      return new SequenceSet.Range(first, first);
    }
    source.take();
    return new SequenceSet.Range(first, sequenceNumber());
  }

  private long sequenceNumber() throws IOException {
    if (at('*')) {
      source.take();
      return SequenceSet.STAR;
    }
    return nzNumber();
  }
}
