package org.sheafmail.server;

import java.io.IOException;
import java.util.Optional;
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
///
/// rfc3501/delete
final class DeleteHandler {
  private final Account account;

  DeleteHandler(Account account) {
    this.account = account;
  }

  /// @param selected the mailbox selected, which is not selected any more if it is the one deleted
  Completion handle(
      DeleteCommand command, Optional<SelectedMailbox> selected, SelectHandler.Selection selection)
      throws IOException {
    boolean own =
        selected.isPresent()
            && account
                .view(command.mailbox())
                .filter(view -> view.id().equals(selected.get().id()))
                .isPresent();
    return switch (account.delete(command.mailbox())) {
      case Done _ -> {
        if (own) {
          selection.set(Optional.empty());
        }
        yield Completion.ok("DELETE completed");
      }
      case NoSuchMailbox _ -> Outcomes.nonexistent();
      case DeleteOutcome.NotAllowed(String why) -> Completion.no(Word.CANNOT, why);
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknown -> throw Outcomes.unknown(unknown);
    };
  }
}
