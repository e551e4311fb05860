package org.sheafmail.server;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.command.AppendCommand;
import org.sheafmail.protocol.command.AppendMessage;
import org.sheafmail.protocol.command.AppendMessages;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.protocol.wire.Literal;
import org.sheafmail.store.Account;
import org.sheafmail.store.Admission;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;
import org.sheafmail.store.UidsExhausted;

/// `APPEND` of one message or many (RFC 3501 §6.3.11, RFC 3502): all of them or none.
///
/// Every message is looked at when the header of its literal has come, before the client is asked
/// for the octets. A refusal returns at once; the session passes over what is still on its way.
final class AppendHandler {
  private final Account account;
  private final Limits limits;
  private final Connection connection;
  private final Clock clock;

  AppendHandler(Account account, Limits limits, Connection connection, Clock clock) {
    this.account = account;
    this.limits = limits;
    this.connection = connection;
    this.clock = clock;
  }

  /// rfc3501/append, rfc3502/atomic, rfc3502/restore: to close a transaction without a commit
  /// undoes all of it.
  Completion handle(AppendCommand command) throws IOException {
    return switch (account.beginAppend(command.mailbox())) {
      case AppendTransaction transaction -> appendAll(transaction, command.messages());
      case NoSuchMailbox _ -> noSuchMailbox();
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknown -> throw Outcomes.unknown(unknown);
    };
  }

  private Completion appendAll(AppendTransaction transaction, AppendMessages messages)
      throws IOException {
    // rfc3502/disconnect: whatever ends the loop early leaves nothing behind.
    try (transaction) {
      // rfc3502/internal-date-default: one time for all of the batch.
      OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC).withNano(0);
      for (AppendMessage message = messages.next(); message != null; message = messages.next()) {
        Completion refusal = refuse(message, transaction);
        if (refusal == null) {
          refusal = add(message, now, transaction);
        }
        if (refusal != null) {
          return refusal;
        }
      }
      return commit(transaction);
    }
  }

  /// rfc3502/checked-at-header: what can be known before the octets are here.
  private @Nullable Completion refuse(AppendMessage message, AppendTransaction transaction)
      throws IOException {
    Literal literal = message.literal();
    long number = transaction.count() + 1;
    if (literal.size() == 0) {
      // rfc3502/zero-length: an empty message is how a client calls the whole append off.
      // rfc3502/zero-length-anywhere, rfc3502/zero-length-synchronizing,
      // rfc3502/zero-length-drain: a client that waits hears at once; of one that does not, the
      // rest is passed over first.
      return Completion.no("APPEND cancelled by an empty message");
    }
    // rfc3502/limit-per-message
    if (literal.size() > limits.append().messageSizeMax()) {
      // rfc3502/toobig
      return no(number, Word.TOOBIG, "larger than " + limits.append().messageSizeMax() + " octets");
    }
    Flag unknown = MailboxFlags.firstUnknown(message.flags());
    if (unknown != null) {
      // rfc3502/unknown-system-flag
      return no(number, null, "unknown flag " + abbreviated(unknown.name()));
    }
    if (literal.binary()) {
      // rfc3502/literal8-refused
      return no(number, Word.UNKNOWN_CTE, "binary literals are not taken");
    }
    return switch (transaction.admit(literal.size())) {
      case Admission.Admitted _ -> null;
      case NoSuchMailbox _ -> noSuchMailbox();
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown outcome -> throw Outcomes.unknown(outcome);
    };
  }

  private @Nullable Completion add(
      AppendMessage message, OffsetDateTime now, AppendTransaction transaction) throws IOException {
    Literal literal = message.literal();
    connection.patience(limits.timeouts().stalled());
    try (ReadableByteChannel body = literal.accept()) {
      transaction.add(message.flags(), message.internalDate().orElse(now), body, literal.size());
    }
    // The client may have to fetch the next message from afar, or to ask somebody.
    // rfc3502/autologout
    connection.patience(limits.timeouts().idle());
    OptionalLong nul = literal.nulAt();
    // rfc3502/literal-nul: never stored, and never silently changed into something else.
    return nul.isEmpty()
        ? null
        : no(transaction.count(), null, "NUL octet at offset " + nul.getAsLong());
  }

  /// rfc3502/results: each outcome has its answer. rfc4315/not-for-failure: only one of them has
  /// UIDs to tell.
  private Completion commit(AppendTransaction transaction) throws IOException {
    return switch (transaction.commit()) {
      case Appended(var uidValidity, var uids, _) ->
          Completion.ok(new ResponseCode.AppendUid(uidValidity, uids), "APPEND completed");
      case NoSuchMailbox _ -> noSuchMailbox(); // rfc3502/deleted-meanwhile
      case UidsExhausted _ -> Outcomes.uidsExhausted();
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknown -> throw Outcomes.unknown(unknown);
    };
  }

  /// rfc3502/trycreate: any name the grammar lets through could be created.
  ///
  /// rfc3501/append-trycreate, rfc3502/no-create
  private static Completion noSuchMailbox() {
    return Completion.no(Word.TRYCREATE, "no such mailbox");
  }

  /// rfc3502/message-named, rfc3502/no-for-message
  private static Completion no(long number, @Nullable Word code, String what) {
    String text = "Message " + number + " of the batch: " + what;
    return code == null ? Completion.no(text) : Completion.no(code, text);
  }

  private static String abbreviated(String name) {
    return name.length() <= 20 ? name : name.substring(0, 19) + "…";
  }
}
