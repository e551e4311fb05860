package org.sheafmail.cli.upload;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.cli.upload.Settlement.Result;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.client.SelectedMailbox;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;

/// Finds out what became of an intent whose answer never came, by looking at the mailbox.
///
/// A server that has received a command may still be at it when the connection it came through is
/// gone. So a mailbox without the messages says nothing until some time has passed.
final class Settler {
  private static final Result NOTHING = new Result(Map.of(), UidSet.EMPTY, false);

  private final Account account;
  private final Mailboxes mailboxes;
  private final Ledger ledger;
  private final UploadSettings settings;
  private final Reporting reporting;
  private final Clock clock;

  Settler(
      Account account,
      Mailboxes mailboxes,
      Ledger ledger,
      UploadSettings settings,
      Reporting reporting,
      Clock clock) {
    this.account = account;
    this.mailboxes = mailboxes;
    this.ledger = ledger;
    this.settings = settings;
    this.reporting = reporting;
    this.clock = clock;
  }

  /// Looks until it is known, and writes it into the ledger: until all messages are there, or for
  /// as long as a server may take nothing has changed. What is not there then may still come, which
  /// is noted among the doubts.
  ///
  /// @return the messages of the intent that are in the mailbox, counted from 1
  /// @throws StoppedException if the server has taken some messages of a batch that it should take
  ///   whole or not at all; the ledger leaves the question open
  UidSet settle(Intent intent) throws IOException, StoppedException, InterruptedException {
    return settle(intent, UidSet.EMPTY, UidSet.EMPTY);
  }

  /// Looks for the messages of which the server has not told anything.
  ///
  /// @param told messages that the server has told to be stored, counted from 1
  /// @param never messages that are certainly not stored
  UidSet settle(Intent intent, UidSet told, UidSet never)
      throws IOException, StoppedException, InterruptedException {
    List<Integer> numbers = numbers(intent, never);
    Intent asked = part(intent, numbers);
    List<UidSet.Range> stored = new ArrayList<>();
    UidSet found = watch(asked).stored();
    for (int i = 0; i < numbers.size(); i++) {
      long number = numbers.get(i);
      if (found.contains(i + 1L) || told.contains(number)) {
        stored.add(new UidSet.Range(number, number));
      }
    }
    UidSet all = new UidSet(stored);
    ledger.stored(intent, OptionalLong.empty(), all);
    doubt(intent, numbers.stream().filter(number -> !all.contains(number)).toList());
    return all;
  }

  private static List<Integer> numbers(Intent intent, UidSet without) {
    return IntStream.rangeClosed(1, intent.messages().size())
        .filter(number -> !without.contains(number))
        .boxed()
        .toList();
  }

  private static Intent part(Intent intent, List<Integer> numbers) {
    return new Intent(
        intent.id(),
        intent.at(),
        intent.mailbox(),
        intent.before(),
        intent.whole(),
        numbers.stream().map(number -> intent.messages().get(number - 1)).toList());
  }

  private void doubt(Intent intent, List<Integer> absent) {
    Position looked = mailboxes.end(intent.mailbox()).orElse(intent.before());
    mailboxes.doubts().add(intent, looked.uidNext(), part(intent, absent).messages());
    account.forget(intent.mailbox());
  }

  private Result watch(Intent intent) throws StoppedException, InterruptedException {
    Duration pause = Duration.ofMillis(50);
    Result seen = lookPatiently(intent);
    Instant end = clock.instant().plus(settings.settling());
    while (seen.stored().size() < intent.messages().size()) {
      Duration left = Duration.between(clock.instant(), end);
      if (!left.isPositive()) {
        break;
      }
      settings.patience().pause().take(left.compareTo(pause) < 0 ? left : pause);
      pause = pause.multipliedBy(2);
      Result now = lookPatiently(intent);
      if (!now.matches().keySet().equals(seen.matches().keySet())) {
        // The server is still at it.
        end = clock.instant().plus(settings.settling());
      }
      seen = now;
    }
    if (seen.torn()) {
      throw torn(intent, seen);
    }
    return seen;
  }

  /// Says what was found of a batch, and what can be done.
  static StoppedException torn(Intent intent, Result seen) {
    return new StoppedException(
        Reason.MISMATCH,
        intent.mailbox()
            + " has "
            + seen.matches().size()
            + " of "
            + intent.messages().size()
            + " messages that were sent as one batch (UIDs "
            + seen.uids()
            + "), though the server takes a batch whole or not at all: others may have removed the"
            + " rest, or put the same messages there. Nobody can tell, so nothing more is sent."
            + " Remove these and run it again to send the batch again; --restart uploads"
            + " everything again");
  }

  /// Looks once, with as many connections as it takes.
  private Result lookPatiently(Intent intent) throws StoppedException, InterruptedException {
    Patience.Trouble trouble = settings.patience().trouble();
    while (true) {
      try {
        return look(intent);
      } catch (IOException e) {
        account.lost();
        Duration wait = trouble.next(Duration.ZERO);
        if (!wait.isPositive()) {
          throw new StoppedException(
              Reason.CONNECT, "cannot find out what was stored: " + Account.text(e), e);
        }
        reporting.waiting(wait, "cannot look at the mailbox: " + Account.text(e));
        settings.patience().pause().take(wait);
      }
    }
  }

  private Result look(Intent intent) throws IOException, StoppedException, InterruptedException {
    SelectedMailbox mailbox;
    try {
      mailbox = account.examine(intent.mailbox());
    } catch (RefusedException e) {
      if (account.isThere(intent.mailbox(), e)) {
        throw e; // What is in it cannot be told now.
      }
      return NOTHING;
    }
    requireSame(
        intent.mailbox(),
        intent.before().uidValidity(),
        mailbox.uidValidity().map(UidValidity::value).orElse(0L));
    // What comes while we look is for the next look.
    long first = Math.max(1, intent.before().uidNext());
    long next = account.position(intent.mailbox(), false).uidNext();
    if (first >= next) {
      return NOTHING;
    }
    ImapClient client = account.client();
    List<Settlement.Found> found = NewMessages.among(client, UidSet.range(first, next - 1));
    return Settlement.settle(
        intent,
        new Settlement.Look(first, mailbox.uidNext().orElse(Long.MAX_VALUE), found),
        uid -> NewMessages.digest(client, uid));
  }

  /// Makes sure that the mailbox is the one the ledger tells of. Zero is for servers that do not
  /// say.
  private void requireSame(MailboxName mailbox, long then, long now) throws StoppedException {
    if (then != 0 && now != 0 && then != now) {
      throw new StoppedException(
          Reason.USAGE,
          "the mailbox "
              + mailbox
              + " has been made anew since the last run (UIDVALIDITY was "
              + then
              + ", is "
              + now
              + "): use --restart to upload everything again");
    }
  }

  /// Where the mailbox ends; it must be the one that an earlier run has written to.
  Position position(MailboxName mailbox)
      throws IOException, StoppedException, InterruptedException {
    OptionalLong validity = ledger.uidValidity(mailbox);
    Position position;
    try {
      position = account.position(mailbox, validity.isEmpty());
    } catch (RefusedException e) {
      if (validity.isEmpty()) {
        throw e;
      }
      throw new StoppedException(
          Reason.USAGE,
          mailbox + " is gone, with what was uploaded to it: use --restart to upload it again",
          e);
    }
    requireSame(mailbox, validity.orElse(0), position.uidValidity());
    return position;
  }
}
