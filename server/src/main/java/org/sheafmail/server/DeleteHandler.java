package org.sheafmail.server;

import java.io.IOException;
import org.sheafmail.protocol.command.DeleteCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.store.Account;
import org.sheafmail.store.DeleteOutcome;
import org.sheafmail.store.Done;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;

/// `DELETE` (RFC 3501 §6.3.4).
final class DeleteHandler {
  private final Account account;

  DeleteHandler(Account account) {
    this.account = account;
  }

  Completion handle(DeleteCommand command) throws IOException {
    return switch (account.delete(command.mailbox())) {
      case Done _ -> Completion.ok("DELETE completed");
      case NoSuchMailbox _ -> Outcomes.nonexistent();
      case DeleteOutcome.NotAllowed(String why) -> Completion.no(Word.CANNOT, why);
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknown -> throw Outcomes.unknown(unknown);
    };
  }
}
