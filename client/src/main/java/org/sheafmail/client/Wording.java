package org.sheafmail.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.command.ListCommand;
import org.sheafmail.protocol.command.NamespaceCommand;
import org.sheafmail.protocol.wire.LiteralMode;

/// How commands are put, which depends on what the server can do.
final class Wording {
  private Wording() {}

  /// How literals are announced (RFC 7888).
  static LiteralMode literals(Set<String> capabilities) {
    if (capabilities.contains("LITERAL+")) {
      return LiteralMode.LITERAL_PLUS;
    }
    return capabilities.contains("LITERAL-")
        ? LiteralMode.LITERAL_MINUS
        : LiteralMode.SYNCHRONIZING;
  }

  /// `LIST`, with special uses (RFC 6154) if the server knows of such.
  static Exchange.Words list(Set<String> capabilities, String reference, String pattern) {
    ListCommand command = new ListCommand(reference, pattern);
    boolean returnsSpecialUse =
        capabilities.containsAll(Set.of("SPECIAL-USE", "LIST-EXTENDED")) && !pattern.isEmpty();
    return out -> {
      command.write(out);
      if (returnsSpecialUse) {
        out.ascii(" RETURN (SPECIAL-USE)");
      }
    };
  }

  /// `GETQUOTAROOT` (RFC 9208 §4.1.2).
  static Exchange.Words quotaRoot(MailboxName mailbox) {
    return out -> {
      out.ascii("GETQUOTAROOT ");
      out.mailbox(mailbox);
    };
  }

  /// All that an [Overview] is made of; the mailboxes first.
  static List<Exchange.Words> overview(Set<String> capabilities) {
    List<Exchange.Words> questions = new ArrayList<>();
    questions.add(list(capabilities, "", "*"));
    if (capabilities.contains("NAMESPACE")) {
      questions.add(new NamespaceCommand()::write);
    }
    if (capabilities.contains("QUOTA")) {
      questions.add(quotaRoot(MailboxName.INBOX));
    }
    return questions;
  }
}
