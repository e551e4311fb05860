package org.sheafmail.protocol.response;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Octets;
import org.sheafmail.protocol.command.IdCommand;
import org.sheafmail.protocol.command.StatusItem;
import org.sheafmail.protocol.wire.GoAhead;
import org.sheafmail.protocol.wire.LiteralMode;
import org.sheafmail.protocol.wire.WireWriter;

/// Writes what a server says (RFC 3501 §7) into a buffer; [#flush] sends it, and so does the buffer
/// when it is full. One per connection, used by one thread at a time.
public final class ResponseWriter {
  private final WireWriter out;
  private final char hierarchySeparator;
  private final FetchWriter fetch;

  public ResponseWriter(WritableByteChannel out, char hierarchySeparator) {
    this.out = new WireWriter(out, LiteralMode.RESPONSE, GoAhead.AT_ONCE, hierarchySeparator);
    this.hierarchySeparator = hierarchySeparator;
    this.fetch = new FetchWriter(this.out);
  }

  /// Sends everything written so far.
  public void flush() throws IOException {
    out.flush();
  }

  /// Octets written so far, sent or not, bodies included.
  public long octetsWritten() {
    return out.octetsWritten();
  }

  /// False within a `FETCH` response that was begun and not ended: whoever fails there has no way
  /// left to say so.
  public boolean betweenResponses() {
    return !fetch.open();
  }

  // Status responses and continuation (RFC 3501 §7.1, §7.5).

  /// `response-tagged = tag SP resp-cond-state CRLF`
  public void tagged(String tag, Completion completion) throws IOException {
    out.ascii(tag);
    out.sp();
    condition(completion.status().name(), completion.code(), completion.text());
  }

  /// `* OK`, `* NO` or `* BAD`: news that end no command.
  public void untagged(Completion condition) throws IOException {
    out.ascii("* ");
    condition(condition.status().name(), condition.code(), condition.text());
  }

  /// `* BYE`: the connection is about to be closed.
  public void bye(Optional<ResponseCode> code, String text) throws IOException {
    out.ascii("* ");
    condition("BYE", code, text);
  }

  public void bye(String text) throws IOException {
    bye(Optional.empty(), text);
  }

  private void condition(String condition, Optional<ResponseCode> code, String text)
      throws IOException {
    out.ascii(condition);
    out.sp();
    if (code.isPresent()) {
      out.octet('[');
      ResponseCodes.write(out, code.get());
      out.ascii("] ");
    }
    out.text(text);
    out.crlf();
  }

  /// `continue-req = "+" SP resp-text CRLF`
  public void continuation(String text) throws IOException {
    out.ascii("+ ");
    out.text(text);
    out.crlf();
  }

  /// `continue-req = "+" SP base64 CRLF`: the next step of an authentication.
  public void challenge(Octets challenge) throws IOException {
    out.ascii("+ ");
    out.base64(challenge);
    out.crlf();
  }

  // Server and mailbox status (RFC 3501 §7.2).

  /// `* CAPABILITY …`; `IMAP4rev1` is among them.
  public void capability(Collection<String> capabilities) throws IOException {
    words("* CAPABILITY", capabilities);
  }

  /// `* ENABLED …` (RFC 5161 §3.2), perhaps of nothing.
  public void enabled(Collection<String> capabilities) throws IOException {
    words("* ENABLED", capabilities);
  }

  private void words(String start, Collection<String> words) throws IOException {
    out.ascii(start);
    for (String word : words) {
      out.sp();
      out.ascii(word);
    }
    out.crlf();
  }

  /// `* ID …` (RFC 2971 §3.2).
  public void id(List<IdCommand.Field> fields) throws IOException {
    out.ascii("* ID ");
    IdCommand.writeFields(out, fields);
    out.crlf();
  }

  /// `* NAMESPACE …` (RFC 2342 §6) for one personal namespace without a prefix, and no other.
  public void namespace() throws IOException {
    out.ascii("* NAMESPACE ((\"\" ");
    separator();
    out.ascii(")) NIL NIL\r\n");
  }

  /// `* LIST …`
  ///
  /// rfc3501/list-response
  ///
  /// @param attributes for instance `\HasNoChildren`
  public void list(Collection<String> attributes, MailboxName name) throws IOException {
    mailboxList("* LIST (", attributes, name.toString(hierarchySeparator));
  }

  /// `* LIST (\Noselect) "/" ""`: the answer to an empty pattern, which asks for the separator.
  public void listHierarchy() throws IOException {
    mailboxList("* LIST (", List.of("\\Noselect"), "");
  }

  /// `* LSUB …`
  public void lsub(Collection<String> attributes, MailboxName name) throws IOException {
    mailboxList("* LSUB (", attributes, name.toString(hierarchySeparator));
  }

  private void mailboxList(String start, Collection<String> attributes, String path)
      throws IOException {
    out.ascii(start);
    out.ascii(String.join(" ", attributes));
    out.ascii(") ");
    separator();
    out.sp();
    out.mailboxPath(path);
    out.crlf();
  }

  private void separator() throws IOException {
    out.string(String.valueOf(hierarchySeparator));
  }

  /// `* STATUS …`
  ///
  /// @param values empty for `NIL`
  public void status(MailboxName name, Map<StatusItem, OptionalLong> values) throws IOException {
    out.ascii("* STATUS ");
    out.mailbox(name);
    out.ascii(" (");
    boolean first = true;
    for (Map.Entry<StatusItem, OptionalLong> value : values.entrySet()) {
      if (!first) {
        out.sp();
      }
      first = false;
      out.ascii(value.getKey().name());
      out.sp();
      if (value.getValue().isPresent()) {
        out.number(value.getValue().getAsLong());
      } else {
        out.ascii("NIL");
      }
    }
    out.ascii(")\r\n");
  }

  /// `* SEARCH …`
  public void search(LongStream numbers) throws IOException {
    out.ascii("* SEARCH");
    for (PrimitiveIterator.OfLong each = numbers.iterator(); each.hasNext(); ) {
      out.sp();
      out.number(each.nextLong());
    }
    out.crlf();
  }

  /// `* FLAGS …`
  public void flags(Collection<Flag> flags) throws IOException {
    out.ascii("* FLAGS ");
    out.flagList(flags);
    out.crlf();
  }

  // Mailbox size and message status (RFC 3501 §7.3, §7.4).

  /// `* n EXISTS`
  public void exists(long messages) throws IOException {
    numbered(messages, " EXISTS\r\n");
  }

  /// `* n RECENT`
  public void recent(long messages) throws IOException {
    numbered(messages, " RECENT\r\n");
  }

  /// `* n EXPUNGE`
  public void expunge(long sequenceNumber) throws IOException {
    numbered(sequenceNumber, " EXPUNGE\r\n");
  }

  private void numbered(long number, String rest) throws IOException {
    out.ascii("* ");
    out.number(number);
    out.ascii(rest);
  }

  /// Begins `* n FETCH (…)`: the caller adds what there is to tell and ends it.
  ///
  /// @return the same object at each call
  public FetchWriter fetch(long sequenceNumber) throws IOException {
    numbered(sequenceNumber, " FETCH ");
    return fetch.begin();
  }
}
