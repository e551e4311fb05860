package org.sheafmail.protocol.command;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.WireReader;
import org.sheafmail.protocol.wire.WireWriter;

/// `status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"` (RFC 3501 §6.3.10).
///
/// @param items in the order asked for
public record StatusCommand(MailboxName mailbox, Set<StatusItem> items) implements Command.Auth {
  public StatusCommand {
    items = Collections.unmodifiableSet(new LinkedHashSet<>(items));
  }

  static StatusCommand parse(WireReader in) throws IOException {
    in.sp();
    MailboxName mailbox = in.mailbox();
    in.sp();
    in.octet('(');
    Set<StatusItem> items = new LinkedHashSet<>();
    items.add(StatusItem.parse(in));
    while (!in.at(')')) {
      in.sp();
      items.add(StatusItem.parse(in));
    }
    in.octet(')');
    return new StatusCommand(mailbox, items);
  }

  @Override
  public void write(WireWriter out) throws IOException {
    out.ascii("STATUS ");
    out.mailbox(mailbox);
    char before = '(';
    out.sp();
    for (StatusItem item : items) {
      out.octet(before);
      out.ascii(item.name());
      before = ' ';
    }
    out.octet(')');
  }
}
