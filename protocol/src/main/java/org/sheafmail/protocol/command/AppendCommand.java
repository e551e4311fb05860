package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.Literal;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `append = "APPEND" SP mailbox 1*append-message` (RFC 4466 §3, for RFC 3502): one message or
/// many, all appended or none.
public record AppendCommand(MailboxName mailbox, AppendMessages messages) implements Command.Auth {

  /// Reads up to the mailbox; the messages come when they are asked for.
  static AppendCommand parse(WireReader in) throws IOException {
    in.sp();
    return new AppendCommand(in.mailbox(), new FromConnection(in));
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("APPEND ");
    out.mailbox(mailbox);
    for (AppendMessage message = messages.next(); message != null; message = messages.next()) {
      message.write(out);
    }
  }

  /// Reads each message when it is asked for, so that nothing is held in memory because the grammar
  /// wants it.
  private static final class FromConnection implements AppendMessages {
    private final WireReader in;
    private boolean started;
    private boolean ended;
    private boolean utf8;

    FromConnection(WireReader in) {
      this.in = in;
    }

    @Override
    public @Nullable AppendMessage next() throws IOException {
      if (ended) {
        return null;
      }
      in.endLiteral();
      if (utf8) {
        in.octet(')');
      }
      // rfc3502/message-end, rfc3502/final-crlf-alone
      if (started && in.atCrlf()) {
        in.crlf();
        ended = true;
        return null;
      }
      if (started && in.at('{')) {
        return cancelled();
      }
      started = true;
      AppendMessage.Parsed parsed = AppendMessage.parse(in);
      utf8 = parsed.utf8();
      return parsed.message();
    }

    /// `{0}` right after a message: how the c-client library calls an append off when it cannot
    /// read the next one. Any other size lacks its space.
    private AppendMessage cancelled() throws IOException {
      Literal literal = in.literal();
      if (literal.size() != 0) {
        throw in.error("a space is missing before a message");
      }
      return new AppendMessage(Set.of(), Optional.empty(), literal);
    }
  }
}
