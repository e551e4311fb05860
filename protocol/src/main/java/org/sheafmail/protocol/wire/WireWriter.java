package org.sheafmail.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;

/// Writes the rules of the grammar (RFC 3501 §9) into a buffer, and the buffer to a connection when
/// it is full or flushed. One per connection, used by one thread at a time.
public final class WireWriter {
  private static final int BUFFER_SMALL = 8 << 10;
  private static final int BUFFER_LARGE = 64 << 10;

  /// Bodies from this size on go past the buffer.
  private static final int STRAIGHT_MIN = BUFFER_LARGE;

  /// Longest quoted string written; what is longer goes as a literal.
  private static final int QUOTED_MAX = 1000;

  private final WritableByteChannel out;
  private final LiteralMode mode;
  private final GoAhead goAhead;
  private final char hierarchySeparator;
  private final long synchronizingFrom;

  private byte[] buffer = new byte[BUFFER_SMALL];
  private ByteBuffer view = ByteBuffer.wrap(buffer);
  private int count;
  private long flushed;

  /// @param hierarchySeparator goes between the levels of a mailbox name
  public WireWriter(
      WritableByteChannel out, LiteralMode mode, GoAhead goAhead, char hierarchySeparator) {
    this(out, mode, goAhead, hierarchySeparator, Long.MAX_VALUE);
  }

  /// As above, for a client.
  ///
  /// @param synchronizingFrom literals of this size and larger ones wait, whatever the mode, so
  ///   that the server can refuse before the octets are sent
  public WireWriter(
      WritableByteChannel out,
      LiteralMode mode,
      GoAhead goAhead,
      char hierarchySeparator,
      long synchronizingFrom) {
    this.out = out;
    this.mode = mode;
    this.goAhead = goAhead;
    this.hierarchySeparator = hierarchySeparator;
    this.synchronizingFrom = synchronizingFrom;
  }

  /// Sends what is in the buffer.
  public void flush() throws IOException {
    view.limit(count).position(0);
    while (view.hasRemaining()) {
      out.write(view);
    }
    flushed += count;
    count = 0;
  }

  /// Octets written so far, sent or not.
  public long octetsWritten() {
    return flushed + count;
  }

  private void makeRoom(int octets) throws IOException {
    if (buffer.length - count >= octets) {
      return;
    }
    if (buffer.length < BUFFER_LARGE) {
      buffer = Arrays.copyOf(buffer, BUFFER_LARGE);
      view = ByteBuffer.wrap(buffer);
    } else {
      flush();
    }
  }

  // Single octets, words and numbers.

  public void octet(char c) throws IOException {
    makeRoom(1);
    buffer[count++] = (byte) c;
  }

  public void sp() throws IOException {
    octet(' ');
  }

  public void crlf() throws IOException {
    octet('\r');
    octet('\n');
  }

  /// Text of the grammar itself, in US-ASCII.
  @SuppressWarnings("deprecation") // The one way to get at the octets without an array of its own.
  public void ascii(String text) throws IOException {
    int from = 0;
    while (from < text.length()) {
      makeRoom(1);
      int step = Math.min(text.length() - from, buffer.length - count);
      text.getBytes(from, from + step, buffer, count);
      count += step;
      from += step;
    }
  }

  /// `number`
  public void number(long number) throws IOException {
    makeRoom(20);
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = count + digits - 1; i >= count; i--) {
      buffer[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    count += digits;
  }

  /// Octets that are known to be in their place, for instance a part of a response made before.
  public void octets(byte[] octets) throws IOException {
    octets(octets, 0, octets.length);
  }

  private void octets(byte[] octets, int offset, int length) throws IOException {
    int from = offset;
    int to = offset + length;
    while (from < to) {
      makeRoom(1);
      int step = Math.min(to - from, buffer.length - count);
      System.arraycopy(octets, from, buffer, count, step);
      count += step;
      from += step;
    }
  }

  /// `base64`
  public void base64(Octets octets) throws IOException {
    octets(Base64.getEncoder().encode(octets.toByteArray()));
  }

  /// `text`: UTF-8, with a space for every octet that would end the line.
  public void text(String text) throws IOException {
    for (byte octet : text.getBytes(UTF_8)) {
      octet(octet == '\r' || octet == '\n' || octet == 0 ? ' ' : (char) octet);
    }
  }

  // Strings.

  /// `astring`, in UTF-8: an atom if it can be one.
  public void astring(String text) throws IOException {
    if (isAtom(text)) {
      ascii(text);
    } else {
      string(text);
    }
  }

  private static boolean isAtom(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF || !Octet.Kind.ATOM_CHAR.has(text.charAt(i))) {
        return false;
      }
    }
    // An atom that spells NIL may be taken for the word.
    return !text.isEmpty() && !text.equalsIgnoreCase("NIL");
  }

  /// `string`, in UTF-8: quoted if it can be, else a literal. NUL, which no string may hold,
  /// becomes U+FFFD: it comes from headers of broken mail.
  ///
  /// rfc3501/fetch-string-nul-free
  public void string(String text) throws IOException {
    if (isQuotable(text)) {
      quoted(text);
    } else {
      byte[] octets = text.replace('\0', '\uFFFD').getBytes(UTF_8);
      literalHeader(octets.length, false);
      octets(octets);
    }
  }

  private static boolean isQuotable(String text) {
    if (text.length() > QUOTED_MAX) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || c == '\r' || c == '\n' || c > 0x7F) {
        return false;
      }
    }
    return true;
  }

  private void quoted(String text) throws IOException {
    makeRoom(2 * QUOTED_MAX + 2);
    buffer[count++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        buffer[count++] = '\\';
      }
      buffer[count++] = (byte) c;
    }
    buffer[count++] = '"';
  }

  /// `nstring`, in UTF-8; null is `NIL`.
  public void nstring(@Nullable String text) throws IOException {
    if (text == null) {
      ascii("NIL");
    } else {
      string(text);
    }
  }

  // Literals.

  /// rfc7888/never-sent: a response has the plain form alone.
  private void literalHeader(long size, boolean binary) throws IOException {
    ascii(binary ? "~{" : "{");
    number(size);
    boolean waits = mode.waits(size) || (size >= synchronizingFrom && mode != LiteralMode.RESPONSE);
    ascii(waits || mode == LiteralMode.RESPONSE ? "}\r\n" : "+}\r\n");
    if (waits) {
      flush();
      goAhead.await();
    }
  }

  /// A literal of `size` octets.
  public void literal(long size, LiteralBody body) throws IOException {
    literalHeader(size, false);
    if (size >= STRAIGHT_MIN) {
      flush();
      body.writeTo(out);
      flushed += size;
    } else if (size > 0) {
      long from = octetsWritten();
      body.writeTo(new Buffering());
      if (octetsWritten() - from != size) {
        throw new IllegalStateException(
            "a literal of " + size + " octets got " + (octetsWritten() - from));
      }
    }
  }

  /// A literal that is passed on: its octets are accepted and written.
  ///
  /// @throws EOFException if it ends early
  public void literal(Literal literal) throws IOException {
    literalHeader(literal.size(), literal.binary());
    long left = literal.size();
    try (ReadableByteChannel body = literal.accept()) {
      while (left > 0) {
        makeRoom(1);
        view.limit((int) Math.min(buffer.length, count + left)).position(count);
        int step = body.read(view);
        if (step < 0) {
          throw new EOFException("a literal of " + literal.size() + " octets ends early");
        }
        count += step;
        left -= step;
      }
    }
  }

  /// Takes a small body into the buffer.
  private final class Buffering implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) throws IOException {
      int size = source.remaining();
      while (source.hasRemaining()) {
        makeRoom(1);
        int step = Math.min(source.remaining(), buffer.length - count);
        source.get(buffer, count, step);
        count += step;
      }
      return size;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  // Mailboxes, flags, dates.

  /// `mailbox`, in modified UTF-7.
  public void mailbox(MailboxName name) throws IOException {
    mailboxPath(name.toString(hierarchySeparator));
  }

  /// `mailbox` that need not name one: a reference, or a pattern.
  public void mailboxPath(String path) throws IOException {
    astring(ModifiedUtf7.encode(path));
  }

  public void flag(Flag flag) throws IOException {
    ascii(flag.name());
  }

  /// `flag-list`
  public void flagList(Collection<Flag> flags) throws IOException {
    octet('(');
    boolean first = true;
    for (Flag flag : flags) {
      if (!first) {
        octet(' ');
      }
      first = false;
      flag(flag);
    }
    octet(')');
  }

  /// `date-time`
  public void dateTime(OffsetDateTime dateTime) throws IOException {
    Dates.writeDateTime(this, dateTime);
  }

  /// `date`
  public void date(LocalDate date) throws IOException {
    Dates.writeDateText(this, date);
  }

  /// `sequence-set`
  public void sequenceSet(SequenceSet set) throws IOException {
    ascii(set.toString());
  }
}
