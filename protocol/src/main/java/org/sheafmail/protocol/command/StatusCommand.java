package org.sheafmail.protocol.command;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.sheafmail.protocol.MailboxName;

/// `status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"` (RFC 3501 §6.3.10).
///
/// @param items in the order asked for
public record StatusCommand(MailboxName mailbox, Set<StatusItem> items) implements Command.Auth {
  public StatusCommand {
    items = Collections.unmodifiableSet(new LinkedHashSet<>(items));
  }
}
