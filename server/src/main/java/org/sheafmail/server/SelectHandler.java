package org.sheafmail.server;

import java.io.IOException;
import java.util.Optional;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.command.ExamineCommand;
import org.sheafmail.protocol.command.SelectCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.store.Account;
import org.sheafmail.store.MailboxView;

/// `SELECT` and `EXAMINE` (RFC 3501 §6.3.1, §6.3.2).
final class SelectHandler {
  private final Account account;
  private final ResponseWriter out;
  private final Selection selection;

  /// Takes the mailbox selected from now on; empty if the attempt failed, which deselects the one
  /// before all the same.
  @FunctionalInterface
  interface Selection {
    void set(Optional<SelectedMailbox> mailbox);
  }

  SelectHandler(Account account, ResponseWriter out, Selection selection) {
    this.account = account;
    this.out = out;
    this.selection = selection;
  }

  Completion select(SelectCommand command) throws IOException {
    return open(command.mailbox(), false);
  }

  /// rfc3501/examine
  Completion examine(ExamineCommand command) throws IOException {
    return open(command.mailbox(), true);
  }

  private Completion open(MailboxName name, boolean readOnly) throws IOException {
    // rfc3501/select-deselects: also if the attempt fails.
    selection.set(Optional.empty());
    Optional<MailboxView> view = account.view(name);
    if (view.isEmpty()) {
      return Outcomes.nonexistent();
    }
    var mailbox = SelectedMailbox.select(account, view.get(), readOnly);
    tell(mailbox);
    selection.set(Optional.of(mailbox));
    return readOnly
        ? Completion.ok(Word.READ_ONLY, "EXAMINE completed")
        : Completion.ok(Word.READ_WRITE, "SELECT completed");
  }

  /// rfc3501/select, rfc3501/flags-response
  private void tell(SelectedMailbox mailbox) throws IOException {
    MailboxView view = mailbox.view();
    MailboxFlags.tell(view, mailbox.readOnly(), out);
    out.exists(view.messageCount());
    out.recent(mailbox.recentCount());
    if (view.firstUnseen() >= 0) {
      ok(new ResponseCode.Unseen(view.firstUnseen() + 1), "First message not seen");
    }
    ok(new ResponseCode.UidValidityIs(view.uidValidity()), "UIDs are valid");
    ok(new ResponseCode.UidNext(view.uidNext()), "Next UID");
  }

  private void ok(ResponseCode code, String text) throws IOException {
    out.untagged(Completion.ok(code, text));
  }
}
