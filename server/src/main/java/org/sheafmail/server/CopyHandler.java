package org.sheafmail.server;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.command.CopyCommand;
import org.sheafmail.protocol.command.MoveCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.store.Account;
import org.sheafmail.store.CopyOutcome;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;
import org.sheafmail.store.UidsExhausted;

/// `COPY` (RFC 3501 §6.4.7) and `MOVE` (RFC 6851), each also by UID: all the messages or none.
final class CopyHandler {
  private final Account account;
  private final SelectedMailbox mailbox;
  private final ResponseWriter out;

  CopyHandler(Account account, SelectedMailbox mailbox, ResponseWriter out) {
    this.account = account;
    this.mailbox = mailbox;
    this.out = out;
  }

  /// rfc3501/copy
  Completion handle(CopyCommand command) throws IOException {
    UidSet numbers = mailbox.sequenceNumbers(command.messages(), command.uid());
    if (!command.uid() && mailbox.lacksSomeOf(numbers)) {
      return expunged();
    }
    CopyOutcome outcome = account.copy(mailbox.id(), mailbox.uids(numbers), command.mailbox());
    return switch (outcome) {
      // rfc4315/copyuid-none: a set cannot be empty.
      case CopyOutcome.Copied copied when copied.source().isEmpty() ->
          Completion.ok("COPY completed: no such messages");
      case CopyOutcome.Copied copied -> Completion.ok(copyUid(copied), "COPY completed");
      case NoSuchMailbox _ -> noSuchMailbox(command.mailbox());
      case UidsExhausted _ -> Outcomes.uidsExhausted();
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknown -> throw Outcomes.unknown(unknown);
    };
  }

  /// The session tells the `EXPUNGE`s of a move before the tagged answer, as of any other change;
  /// where the messages went is told before that (RFC 6851 §4.3).
  Completion handle(MoveCommand command) throws IOException {
    UidSet numbers = mailbox.sequenceNumbers(command.messages(), command.uid());
    if (mailbox.readOnly()) {
      return Completion.no("The mailbox is selected read-only");
    }
    if (!command.uid() && mailbox.lacksSomeOf(numbers)) {
      return expunged();
    }
    CopyOutcome outcome = account.move(mailbox.id(), mailbox.uids(numbers), command.mailbox());
    return switch (outcome) {
      case CopyOutcome.Copied copied when copied.source().isEmpty() ->
          Completion.ok("MOVE completed: no such messages");
      case CopyOutcome.Copied copied -> {
        out.untagged(Completion.ok(copyUid(copied), "Moved"));
        yield Completion.ok("MOVE completed");
      }
      case NoSuchMailbox _ -> noSuchMailbox(command.mailbox());
      case UidsExhausted _ -> Outcomes.uidsExhausted();
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknown -> throw Outcomes.unknown(unknown);
    };
  }

  /// rfc4315/copyuid-order: both sets ascend, as the messages were copied.
  private static ResponseCode copyUid(CopyOutcome.Copied copied) {
    return new ResponseCode.CopyUid(copied.uidValidity(), copied.source(), copied.target());
  }

  /// A sequence number counts on its message to be there; to leave it out would copy in part.
  ///
  /// rfc3501/copy-atomic
  private static Completion expunged() {
    return Completion.no(Word.EXPUNGEISSUED, "Some of the messages are expunged");
  }

  /// rfc3501/copy-trycreate
  private Completion noSuchMailbox(MailboxName target) throws IOException {
    return account.view(target).isEmpty()
        ? Completion.no(Word.TRYCREATE, "no such mailbox")
        : Outcomes.nonexistent();
  }
}
