package org.sheafmail.server;

import java.io.IOException;
import org.sheafmail.protocol.command.CreateCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.store.Account;
import org.sheafmail.store.AlreadyExists;
import org.sheafmail.store.CreateOutcome;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;

/// `CREATE` (RFC 3501 §6.3.3).
///
/// rfc3501/create
final class CreateHandler {
  private final Account account;

  CreateHandler(Account account) {
    this.account = account;
  }

  Completion handle(CreateCommand command) throws IOException {
    return switch (account.create(command.mailbox())) {
      case CreateOutcome.Created _ -> Completion.ok("CREATE completed");
      case AlreadyExists _ -> Completion.no(Word.ALREADYEXISTS, "There is such a mailbox already");
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknown -> throw Outcomes.unknown(unknown);
    };
  }
}
