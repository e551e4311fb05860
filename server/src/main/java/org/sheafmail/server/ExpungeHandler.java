package org.sheafmail.server;

import java.io.IOException;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.ExpungeCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.store.Account;
import org.sheafmail.store.ChangeOutcome;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;

/// `EXPUNGE` (RFC 3501 §6.4.3), `UID EXPUNGE` (RFC 4315 §2.1) and the silent expunge of `CLOSE`
/// (RFC 3501 §6.4.2). The session tells which messages went, as of any other change.
final class ExpungeHandler {
  private final Account account;
  private final SelectedMailbox mailbox;

  ExpungeHandler(Account account, SelectedMailbox mailbox) {
    this.account = account;
    this.mailbox = mailbox;
  }

  /// rfc3501/expunge, rfc4315/uid-expunge, rfc4315/uid-expunge-selected,
  /// rfc4315/uid-expunge-responses
  Completion handle(ExpungeCommand command) throws IOException {
    if (mailbox.readOnly()) {
      return Completion.no("The mailbox is selected read-only");
    }
    UidSet uids =
        command.uids().isPresent()
            ? mailbox.uids(mailbox.sequenceNumbers(command.uids().get(), true))
            : mailbox.allUids();
    return expunge(uids, "EXPUNGE completed");
  }

  /// What `CLOSE` does besides closing; the client is told nothing of it.
  ///
  /// rfc3501/close
  Completion close() throws IOException {
    return mailbox.readOnly()
        ? Completion.ok("CLOSE completed")
        : expunge(mailbox.allUids(), "CLOSE completed");
  }

  private Completion expunge(UidSet uids, String done) throws IOException {
    return switch (account.expunge(mailbox.id(), uids)) {
      case ChangeOutcome.Changed _ -> Completion.ok(done);
      case NoSuchMailbox _ -> Outcomes.nonexistent();
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknown -> throw Outcomes.unknown(unknown);
    };
  }
}
