package org.sheafmail.server;

import java.io.IOException;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.StoreCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.FetchWriter;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.ChangeOutcome;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;

/// `STORE` and `UID STORE` (RFC 3501 §6.4.6).
///
/// Messages that another session has expunged are passed over. By sequence number the client counts
/// on them to be there, so it is told with `NO`, unless it asked for silence (RFC 2180 §4.2).
///
/// rfc3501/store
final class StoreHandler {
  private final SelectedMailbox mailbox;
  private final ResponseWriter out;

  StoreHandler(SelectedMailbox mailbox, ResponseWriter out) {
    this.mailbox = mailbox;
    this.out = out;
  }

  Completion handle(StoreCommand command) throws IOException {
    UidSet numbers = mailbox.sequenceNumbers(command.messages(), command.uid());
    if (mailbox.readOnly()) {
      return Completion.no("The mailbox is selected read-only");
    }
    Flag unknown = MailboxFlags.firstUnknown(command.flags());
    if (unknown != null) {
      return Completion.no("Unknown flag " + unknown.name());
    }
    ChangeOutcome outcome =
        mailbox.storeFlags(mailbox.uids(numbers), change(command.mode()), command.flags());
    return switch (outcome) {
      case ChangeOutcome.Changed(_, MailboxView after) -> answer(command, numbers, after);
      case NoSuchMailbox _ -> Outcomes.nonexistent();
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknownOutcome -> throw Outcomes.unknown(unknownOutcome);
    };
  }

  private static FlagChange change(StoreCommand.Mode mode) {
    return switch (mode) {
      case REPLACE -> FlagChange.REPLACE;
      case ADD -> FlagChange.ADD;
      case REMOVE -> FlagChange.REMOVE;
    };
  }

  private Completion answer(StoreCommand command, UidSet numbers, MailboxView after)
      throws IOException {
    if (!command.silent()) {
      boolean allThere = tellFlags(command.uid(), numbers, after);
      if (!allThere && !command.uid()) {
        return Completion.no(Word.EXPUNGEISSUED, "Some of the messages are expunged");
      }
    }
    return Completion.ok("STORE completed");
  }

  private boolean tellFlags(boolean uid, UidSet numbers, MailboxView after) throws IOException {
    boolean allThere = true;
    for (UidSet.Range range : numbers.ranges()) {
      for (long number = range.first(); number <= range.last(); number++) {
        int index = (int) number - 1;
        long messageUid = mailbox.view().uid(index);
        int now = after.indexOf(messageUid);
        if (now < 0) {
          allThere = false;
        } else {
          FetchWriter fetch = out.fetch(number);
          // rfc3501/uid-fetch-uid
          if (uid) {
            fetch.uid(messageUid);
          }
          fetch.flags(after.flags(now), mailbox.isRecent(index)).end();
        }
      }
    }
    return allThere;
  }
}
