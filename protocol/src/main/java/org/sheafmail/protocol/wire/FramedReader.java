package org.sheafmail.protocol.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Uid;

/// Knows where commands, lines and literals begin and end, whatever is in them, and reads what all
/// rules are made of: single octets, runs of octets of a kind, numbers.
abstract class FramedReader {
  /// Longest tag, and longest word that names a command, an item or the like.
  static final int WORD_LENGTH_MAX = 255;

  final OctetSource source;
  final WireLimits limits;

  /// True on a client: what a server sends is taken as it comes.
  final boolean forgiving;

  private final Continuation continuation;

  /// True between commands.
  private boolean over = true;

  private long commandStart;

  /// The last literal announced in this command.
  private @Nullable ConnectionLiteral literal;

  FramedReader(
      ReadableByteChannel in, Continuation continuation, WireLimits limits, boolean forgiving) {
    this.source = new OctetSource(in, limits.lineOctetsMax());
    this.continuation = continuation;
    this.limits = limits;
    this.forgiving = forgiving;
  }

  /// True if octets have come that nobody has read.
  public boolean hasBuffered() {
    return source.hasBuffered();
  }

  /// Octets read so far, over the life of the connection, literals included.
  public long octetsRead() {
    return source.taken();
  }

  /// Waits for the next command (on a client: response) and passes over empty lines before it: some
  /// clients send one after a cancelled append.
  ///
  /// @return false if the connection has ended instead
  public boolean begin() throws IOException {
    while (beginLine()) {
      if (!atCrlf()) {
        return true;
      }
      source.take();
      over = true;
    }
    return false;
  }

  /// Waits for a line that belongs to a command under way, such as an answer to a challenge. Unlike
  /// a command it may be empty.
  ///
  /// @return false if the connection has ended instead
  public boolean beginLine() throws IOException {
    if (!over) {
      throw new IllegalStateException("the last command was not read to its end");
    }
    source.startLine();
    if (source.peekOrEnd() < 0) {
      return false;
    }
    over = false;
    commandStart = source.taken();
    literal = null;
    return true;
  }

  /// True if the next octet is `c`.
  public boolean at(char c) throws IOException {
    return source.peek() == c;
  }

  /// True if the next octet is a digit.
  public boolean atDigit() throws IOException {
    return Octet.Kind.DIGIT.has(source.peek());
  }

  /// True if the next octet is a letter.
  public boolean atLetter() throws IOException {
    return Octet.Kind.LETTER.has(source.peek());
  }

  /// True if the line ends here.
  public boolean atCrlf() throws IOException {
    int octet = source.peek();
    return octet == '\r' || octet == '\n';
  }

  /// Takes the octet `c`.
  public void octet(char c) throws IOException {
    if (source.peek() != c) {
      throw expected(Octet.name(c));
    }
    source.take();
  }

  public void sp() throws IOException {
    octet(' ');
  }

  /// The end of the line, and of the command.
  public void crlf() throws IOException {
    endOfLine("the end of the command");
    over = true;
  }

  private void endOfLine(String what) throws IOException {
    if (at('\r')) {
      source.take();
    }
    if (!at('\n')) {
      throw expected(what);
    }
    source.take();
  }

  /// What to throw when the next octet is not what the rule wants.
  public SyntaxException expected(String what) throws IOException {
    return error("expected " + what + ", found " + Octet.name(source.peek()));
  }

  /// What to throw when something has been read that makes no sense.
  public SyntaxException error(String what) {
    return new SyntaxException(what + " (octet " + (source.taken() - commandStart + 1) + ")");
  }

  /// As many octets of a kind as there are, one at the least.
  final String run(Octet.Kind kind, int lengthMax, String what) throws IOException {
    int length = source.takeWhile(kind);
    if (length == 0) {
      throw expected(what);
    }
    if (length > lengthMax) {
      throw error(what + " of more than " + lengthMax + " octets");
    }
    return source.lastTaken(length);
  }

  /// `number = 1*DIGIT`, unsigned 32 bits.
  public long number() throws IOException {
    return number(Uid.MAX);
  }

  /// `number64 = 1*DIGIT`, unsigned 63 bits (RFC 9051 §9).
  public long number64() throws IOException {
    return number(Long.MAX_VALUE);
  }

  private long number(long max) throws IOException {
    String digits = run(Octet.Kind.DIGIT, WORD_LENGTH_MAX, "a number");
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (number > (max - digit) / 10) {
        throw error("a number above " + max);
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /// `nz-number = digit-nz *DIGIT`: not zero. Leading zeros are passed over.
  public long nzNumber() throws IOException {
    long number = number();
    if (number == 0) {
      throw error("a zero where a message or part is counted");
    }
    return number;
  }

  /// The header of `literal = "{" number ["+"] "}" CRLF *CHAR8` (RFC 7888 §8) or of `literal8` (RFC
  /// 3516 §4.4). The octets stay where they are.
  ///
  /// rfc3501/literal, rfc3502/literal-size
  public Literal literal() throws IOException {
    boolean binary = at('~');
    if (binary) {
      source.take();
    }
    octet('{');
    long size = forgiving ? number64() : number(); // A server may hold more than it takes.
    boolean synchronizing = !at('+') && !at('-');
    if (!synchronizing) {
      source.take();
    }
    octet('}');
    endOfLine("the end of the line after a literal's size");
    ConnectionLiteral announced = announced(new LiteralHeader(size, synchronizing, binary));
    literal = announced;
    if (size == 0) {
      source.startLine();
    }
    return announced;
  }

  private ConnectionLiteral announced(LiteralHeader header) {
    boolean waits = header.synchronizing() && !forgiving;
    LiteralHeader meant = new LiteralHeader(header.size(), waits, header.binary());
    return new ConnectionLiteral(meant, source, continuation);
  }

  /// Passes over what nobody has read of the last literal.
  public void passLiteral() throws IOException {
    if (literal != null) {
      literal.pass();
    }
  }

  /// Makes sure that what is read next comes after the octets of the last literal.
  ///
  /// @throws IllegalStateException if they have not all been read
  public void endLiteral() {
    if (literal != null && (literal.left() > 0 || literal.awaited())) {
      throw new IllegalStateException(literal.left() + " octets of a literal were not read");
    }
  }

  /// Passes over what is left of a command that was refused, whatever it is, so that none of it is
  /// taken for a command; does nothing if the command has been read to its end.
  ///
  /// No grammar is needed for that: read to the end of the line; if it ends in the header of a
  /// literal whose sender does not wait, pass over the literal and repeat; else the command is over
  /// (RFC 7888 §3). A literal that was accepted but not read to its end counts as on its way.
  ///
  /// @throws EOFException if the connection ends first
  public SkipOutcome skipCommand() throws IOException {
    long budget = limits.skipOctetsMax();
    while (!over) {
      long left = 0;
      if (literal != null) {
        if (literal.awaited()) {
          return refusedUnasked();
        }
        left = literal.left();
        literal = null;
      }
      if (left > budget) {
        return SkipOutcome.OVER_LIMIT;
      }
      source.pass(left);
      budget -= left;
      long lineFrom = source.taken();
      byte[] tail = source.passLine(budget);
      if (tail == null) {
        return SkipOutcome.OVER_LIMIT;
      }
      budget -= Math.min(budget, source.taken() - lineFrom);
      LiteralHeader header = LiteralHeader.atEndOf(tail).orElse(null);
      if (header == null) {
        over = true;
      } else {
        literal = announced(header);
      }
    }
    return SkipOutcome.IN_STEP;
  }

  /// The sender of a synchronizing literal has been refused and starts anew, if it kept waiting.
  private SkipOutcome refusedUnasked() {
    over = true;
    literal = null;
    return source.hasBuffered() ? SkipOutcome.SENT_UNASKED : SkipOutcome.IN_STEP;
  }
}
