package org.sheafmail.cli.upload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.client.RefusedException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.response.ResponseCode;

/// Copies messages on the server, so that their octets need not be sent again, and finds out for
/// certain which of them were copied.
///
/// A copy is made of all messages or none (RFC 3501 §6.4.7), but of those that are still there: an
/// OK alone says nothing about one that somebody has removed meanwhile. `COPYUID` (RFC 4315 §3)
/// does; where it is missing the mailbox is looked at.
final class ServerCopy {
  private final Account account;
  private final Mailboxes mailboxes;
  private final Ledger ledger;
  private final Settler settler;
  private final SecondLook secondLook;

  ServerCopy(
      Account account, Mailboxes mailboxes, Ledger ledger, Settler settler, SecondLook secondLook) {
    this.account = account;
    this.mailboxes = mailboxes;
    this.ledger = ledger;
    this.settler = settler;
    this.secondLook = secondLook;
  }

  /// Copies messages.
  ///
  /// @param uids of messages in `from`, as many as `copies` has, in the same order, which rises
  /// @return those that were copied, counted from 1; the others are to be sent
  UidSet copy(MailboxName from, UidSet uids, Batch copies)
      throws IOException, StoppedException, InterruptedException {
    ReentrantLock turn = mailboxes.turn(copies.mailbox());
    try {
      Position before;
      try {
        before = settler.position(copies.mailbox());
        account.open(from);
      } catch (RefusedException e) {
        return UidSet.EMPTY;
      } catch (IOException e) {
        account.lost();
        return UidSet.EMPTY;
      }
      Intent intent = ledger.intend(copies.mailbox(), before, false, Post.entries(copies));
      return copied(uids, intent);
    } finally {
      turn.unlock();
    }
  }

  /// The messages of the intent that were copied, counted from 1.
  private UidSet copied(UidSet uids, Intent intent)
      throws IOException, StoppedException, InterruptedException {
    Optional<ResponseCode.CopyUid> told;
    try {
      told = account.copy(uids, intent.mailbox());
    } catch (RefusedException e) {
      ledger.refused(intent);
      return UidSet.EMPTY;
    } catch (IOException e) {
      account.lost();
      told = Optional.empty();
    }
    Optional<UidSet> numbers = told.flatMap(copy -> numbers(uids, copy));
    if (numbers.isEmpty()) {
      UidSet found = settler.settle(intent);
      secondLook.stored(
          intent.mailbox(), Post.some(intent, found), intent.before(), Optional.empty());
      return found;
    }
    ledger.stored(
        intent,
        told.map(copy -> OptionalLong.of(copy.uidValidity().value())).orElse(OptionalLong.empty()),
        numbers.get());
    secondLook.stored(
        intent.mailbox(),
        Post.some(intent, numbers.get()),
        intent.before(),
        told.map(ResponseCode.CopyUid::target));
    return numbers.get();
  }

  /// Which of the messages the server tells to have copied; empty if that makes no sense.
  private static Optional<UidSet> numbers(UidSet uids, ResponseCode.CopyUid told) {
    List<UidSet.Range> numbers = new ArrayList<>();
    long number = 0;
    for (long uid : uids.stream().toArray()) {
      number++;
      if (told.source().contains(uid)) {
        numbers.add(new UidSet.Range(number, number));
      }
    }
    UidSet all = new UidSet(numbers);
    return all.size() == told.source().size() ? Optional.of(all) : Optional.empty();
  }
}
