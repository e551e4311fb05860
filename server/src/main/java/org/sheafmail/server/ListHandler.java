package org.sheafmail.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.command.ListCommand;
import org.sheafmail.protocol.command.LsubCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.store.Account;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.Mailboxes;

/// `LIST` and `LSUB` (RFC 3501 §6.3.8, §6.3.9) with `\HasChildren` and `\HasNoChildren` (RFC 3348).
/// The reference is put before the pattern as it stands.
///
/// rfc3501/list
final class ListHandler {
  private final Account account;
  private final char separator;
  private final ResponseWriter out;

  ListHandler(Account account, char separator, ResponseWriter out) {
    this.account = account;
    this.separator = separator;
    this.out = out;
  }

  Completion handle(ListCommand command) throws IOException {
    if (command.pattern().isEmpty()) {
      // An empty pattern asks for the separator and the root of the reference, which has none.
      // rfc3501/list-separator
      out.listHierarchy();
      return Completion.ok("LIST completed");
    }
    var pattern = new MailboxPattern(command.reference() + command.pattern(), separator);
    List<Map.Entry<MailboxName, Optional<MailboxId>>> all =
        List.copyOf(account.mailboxes().byName().entrySet());
    for (int i = 0; i < all.size(); i++) {
      MailboxName name = all.get(i).getKey();
      if (pattern.matches(name)) {
        // A name comes right before those below it.
        boolean children = i + 1 < all.size() && all.get(i + 1).getKey().isBelow(name);
        out.list(attributes(all.get(i).getValue().isPresent(), children), name);
      }
    }
    return Completion.ok("LIST completed");
  }

  /// rfc3501/list-attributes
  private static List<String> attributes(boolean selectable, boolean children) {
    List<String> attributes = new ArrayList<>();
    if (!selectable) {
      attributes.add("\\Noselect");
    }
    attributes.add(children ? "\\HasChildren" : "\\HasNoChildren");
    return attributes;
  }

  /// rfc3501/lsub
  Completion handle(LsubCommand command) throws IOException {
    String path = command.reference() + command.pattern();
    var pattern = new MailboxPattern(path, separator);
    Mailboxes mailboxes = account.mailboxes();
    Map<MailboxName, Boolean> found = new TreeMap<>();
    for (MailboxName name : mailboxes.subscribed()) {
      if (pattern.matches(name)) {
        found.put(name, true);
      } else if (path.endsWith("%")) {
        // A name subscribed to beyond what % can reach is shown by the name above it that it can.
        name.parents().stream()
            .filter(pattern::matches)
            .forEach(parent -> found.putIfAbsent(parent, false));
      }
    }
    for (Map.Entry<MailboxName, Boolean> entry : found.entrySet()) {
      out.lsub(entry.getValue() ? List.of() : List.of("\\Noselect"), entry.getKey());
    }
    return Completion.ok("LSUB completed");
  }
}
