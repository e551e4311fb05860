package org.sheafmail.cli.upload;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sheafmail.cli.upload.Doubts.Doubt;
import org.sheafmail.cli.upload.Doubts.Place;
import org.sheafmail.cli.upload.Intent.Entry;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.cli.upload.Settlement.Found;
import org.sheafmail.cli.upload.Settlement.Look;
import org.sheafmail.cli.upload.Settlement.Result;
import org.sheafmail.client.ImapClient;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;

/// Looks again for messages that were not there after a cut: right before they are sent again, if
/// the mailbox has grown; and after something was stored, if the UIDs tell that something came
/// between or the server tells no UIDs.
///
/// A batch that is sent again in parts is looked for before each part: the server may store all of
/// it while the first part is on its way. What we have stored ourselves in the meantime is not
/// taken for it: by its UIDs where the server tells them, else one of each message is left out.
final class SecondLook {
  private final Account account;
  private final Mailboxes mailboxes;
  private final Ledger ledger;
  private final UploadSettings settings;
  private final Reporting reporting;

  SecondLook(
      Account account,
      Mailboxes mailboxes,
      Ledger ledger,
      UploadSettings settings,
      Reporting reporting) {
    this.account = account;
    this.mailboxes = mailboxes;
    this.ledger = ledger;
    this.settings = settings;
    this.reporting = reporting;
  }

  /// To be called before the end of the mailbox is asked for: it must be known afresh if some of
  /// these messages may have come.
  void prepare(MailboxName mailbox, List<Entry> entries) {
    if (mailboxes.doubts().at(mailbox).concerns(entries)) {
      account.forget(mailbox);
    }
  }

  /// The messages of these that are there after all, and are not to be sent.
  ///
  /// @param end where the mailbox ends now
  List<Entry> arrived(MailboxName mailbox, List<Entry> entries, Position end)
      throws IOException, StoppedException, InterruptedException {
    Place place = mailboxes.doubts().at(mailbox);
    if (place.concerns(entries) && end.uidNext() > place.looked()) {
      Optional<Torn> torn = look(mailbox, place, end.uidNext());
      if (torn.isPresent()) {
        // The server may be at it in this moment.
        settings.patience().pause().take(settings.settling());
        torn = look(mailbox, place, end.uidNext());
      }
      if (torn.isPresent()) {
        Intent open = torn.get().intent();
        // The ledger has it as not stored; the next run must look again, and not send it.
        ledger.intend(mailbox, open.before(), open.whole(), open.messages());
        throw Settler.torn(open, torn.get().seen());
      }
    }
    return entries.stream().filter(place::takeArrived).toList();
  }

  /// Messages have been stored.
  ///
  /// @param end where the mailbox ended before
  /// @param uids of the messages; empty if the server has not told
  /// @throws StoppedException if it cannot be told whether something is there twice
  void stored(MailboxName mailbox, List<Entry> entries, Position end, Optional<UidSet> uids)
      throws StoppedException, InterruptedException {
    Place place = mailboxes.doubts().at(mailbox);
    if (place.isEmpty() || entries.isEmpty()) {
      return;
    }
    boolean again = place.concerns(entries);
    place.stored(entries, uids);
    if (uids.isPresent() && nothingBetween(place, end, uids.get())) {
      place.looked(uids.get().ranges().getLast().last() + 1);
    } else if (again || uids.isPresent()) {
      lookNow(mailbox, place);
    }
    if (uids.isEmpty()) {
      // Nothing would show what comes from now on, and to remember all that we send takes room.
      place.endIfNothingIsOwed();
    }
  }

  private static boolean nothingBetween(Place place, Position end, UidSet uids) {
    long next = uids.ranges().getLast().last() + 1;
    return place.looked() >= end.uidNext() && next - end.uidNext() == uids.size();
  }

  private void lookNow(MailboxName mailbox, Place place)
      throws StoppedException, InterruptedException {
    Patience.Trouble trouble = settings.patience().trouble();
    while (true) {
      try {
        account.examine(mailbox);
        // If a batch is torn now, the look before more of it is sent will say so.
        look(mailbox, place, account.position(mailbox, false).uidNext());
        return;
      } catch (IOException e) {
        account.lost();
        String why =
            "cannot look whether messages are in " + mailbox + " twice: " + Account.text(e);
        Duration pause = trouble.next(Duration.ZERO);
        if (!pause.isPositive()) {
          throw new StoppedException(StoppedException.Reason.MISMATCH, why, e);
        }
        reporting.waiting(pause, why);
        settings.patience().pause().take(pause);
      }
    }
  }

  /// A batch of which some is there, so that nobody can tell.
  private record Torn(Intent intent, Result seen) {}

  private Optional<Torn> look(MailboxName mailbox, Place place, long next)
      throws IOException, StoppedException, InterruptedException {
    if (place.looked() >= next) {
      return Optional.empty();
    }
    account.open(mailbox);
    ImapClient client = account.client();
    Look look =
        new Look(
                place.looked(),
                next,
                NewMessages.among(client, UidSet.range(place.looked(), next - 1)))
            .without(place.own());
    Settlement.Hashing hashing = uid -> NewMessages.digest(client, uid);
    if (!place.nameless().isEmpty()) {
      Intent ours = each(place.open().getFirst().owed(), place.nameless());
      look = look.without(Settlement.settle(ours, look, hashing).uids());
    }
    for (Doubt doubt : place.open()) {
      Result seen = Settlement.settle(doubt.owed(), look, hashing);
      if (seen.torn()) {
        return Optional.of(new Torn(doubt.owed(), seen));
      }
      look = look.without(seen.uids());
      place.arrived(
          seen.stored().stream()
              .mapToObj(number -> doubt.owed().messages().get((int) number - 1))
              .toList());
    }
    tellTwice(mailbox, place, look, hashing);
    place.looked(next);
    return Optional.empty();
  }

  /// What is left and looks like a message that is there already was stored twice.
  private void tellTwice(MailboxName mailbox, Place place, Look left, Settlement.Hashing hashing)
      throws IOException {
    Look look = left;
    int twice = 0;
    for (Doubt doubt : place.open()) {
      Intent stored = each(doubt.stored(), doubt.stored().messages());
      Result seen = Settlement.settle(stored, look, hashing);
      List<Entry> again = new ArrayList<>();
      for (Map.Entry<Integer, Found> match : seen.matches().entrySet()) {
        Entry entry = stored.messages().get(match.getKey() - 1);
        if (Settlement.isSameDate(entry, match.getValue())) {
          again.add(entry);
        }
      }
      doubt.cameAgain(again);
      twice += again.size();
      look = look.without(seen.uids());
    }
    if (twice > 0) {
      reporting.twice(mailbox, twice, left.first(), left.next() - 1);
    }
  }

  private static Intent each(Intent intent, List<Entry> entries) {
    return new Intent(intent.id(), intent.at(), intent.mailbox(), intent.before(), false, entries);
  }
}
