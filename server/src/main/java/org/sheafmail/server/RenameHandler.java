package org.sheafmail.server;

import java.io.IOException;
import org.sheafmail.protocol.command.RenameCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.store.Account;
import org.sheafmail.store.AlreadyExists;
import org.sheafmail.store.Done;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.RenameOutcome;
import org.sheafmail.store.StoreFull;

/// `RENAME` (RFC 3501 §6.3.5); of `INBOX`, too, which then is empty.
///
/// rfc3501/rename
final class RenameHandler {
  private final Account account;

  RenameHandler(Account account) {
    this.account = account;
  }

  Completion handle(RenameCommand command) throws IOException {
    return switch (account.rename(command.from(), command.to())) {
      case Done _ -> Completion.ok("RENAME completed");
      case NoSuchMailbox _ -> Outcomes.nonexistent();
      case AlreadyExists _ -> Completion.no(Word.ALREADYEXISTS, "There is such a mailbox already");
      case RenameOutcome.NotAllowed(String why) -> Completion.no(Word.CANNOT, why);
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknown -> throw Outcomes.unknown(unknown);
    };
  }
}
