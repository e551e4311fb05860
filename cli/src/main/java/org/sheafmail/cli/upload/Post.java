package org.sheafmail.cli.upload;

import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.client.AppendEachResult;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.AppendOutcome;
import org.sheafmail.client.AppendResult;
import org.sheafmail.client.BodyException;
import org.sheafmail.client.ConnectionLostException;
import org.sheafmail.client.ImapClient;
import org.sheafmail.client.RefusedException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;

/// Sends a batch once, and finds out for certain what came of it.
///
/// 1. Where the mailbox ends now, and what is about to be sent, goes into the ledger.
/// 2. The batch is sent: where the server can, as one that it takes whole or not at all (RFC 3502),
///    else message by message without waiting for answers in between.
/// 3. What came of it goes into the ledger. If the connection was cut instead, the mailbox is
///    looked at until it is known.
final class Post {
  private final Account account;
  private final Mailboxes mailboxes;
  private final Ledger ledger;
  private final Batcher batcher;
  private final UploadSettings settings;
  private final Meter meter;
  private final Reporting reporting;
  private final Clock clock;

  Post(
      Account account,
      Mailboxes mailboxes,
      Ledger ledger,
      Batcher batcher,
      UploadSettings settings,
      Meter meter,
      Reporting reporting,
      Clock clock) {
    this.account = account;
    this.mailboxes = mailboxes;
    this.ledger = ledger;
    this.batcher = batcher;
    this.settings = settings;
    this.meter = meter;
    this.reporting = reporting;
    this.clock = clock;
  }

  /// @throws IOException if the ledger cannot be written
  Attempt attempt(Batch batch) throws IOException, StoppedException, InterruptedException {
    meter.allow(batch);
    boolean whole = batch.parcels().size() == 1 || account.takesBatches();
    ReentrantLock turn = mailboxes.turn(batch.mailbox());
    try {
      Position before;
      List<Intent.Entry> late;
      try {
        before = position(batch.mailbox());
        late = arrivedLate(batch, before);
      } catch (RefusedException e) {
        return new Attempt.Refused(Refusal.of(e));
      } catch (IOException e) {
        account.lost();
        return new Attempt.NotSent(e);
      }
      if (!late.isEmpty()) {
        return noteLate(batch, before, late);
      }
      Intent intent = ledger.intend(batch.mailbox(), before, whole, entries(batch));
      reporting.sending(batch);
      return whole ? appendWhole(batch, intent) : appendEach(batch, intent);
    } finally {
      turn.unlock();
    }
  }

  private Attempt appendWhole(Batch batch, Intent intent)
      throws IOException, StoppedException, InterruptedException {
    long start = System.nanoTime();
    AppendResult result;
    try {
      result = account.client().append(account.nameOnServer(batch.mailbox()), items(batch));
    } catch (RefusedException e) {
      ledger.refused(intent);
      return new Attempt.Refused(Refusal.of(e));
    } catch (BodyException e) {
      ledger.refused(intent);
      account.lost();
      return new Attempt.Unreadable((int) (e.number() - 1), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      account.lost();
      reporting.note("The connection was cut: " + Account.text(e));
      if (e instanceof ConnectionLostException lost && !lost.outcomeUnknown()) {
        // The end of the command never left, and without it nothing is appended.
        ledger.refused(intent);
        return new Attempt.Cut();
      }
      if (!settler().settle(intent).isEmpty()) {
        return new Attempt.Stored(Optional.empty(), "settled");
      }
      return new Attempt.Cut();
    }
    ledger.stored(intent, validity(result), all(batch));
    result.uids().ifPresent(uids -> lookBetween(intent, uids.uids().ranges().getFirst().first()));
    account.added(batch.mailbox(), result);
    batcher.sent(batch, Duration.ofNanos(System.nanoTime() - start));
    return new Attempt.Stored(result.uids().map(AppendResult.Uids::uids), "appended");
  }

  /// Messages of the batch that were not there after a cut and are now: looked for right before
  /// they are sent again, if the mailbox has grown.
  private List<Intent.Entry> arrivedLate(Batch batch, Position before)
      throws IOException, StoppedException, InterruptedException {
    Doubts doubts = mailboxes.doubts();
    MailboxName mailbox = batch.mailbox();
    List<Intent.Entry> found = new ArrayList<>();
    for (Intent doubt : doubts.unsent(mailbox)) {
      if (before.uidNext() > doubt.before().uidNext()) {
        account.open(mailbox);
        found.addAll(present(doubt, doubt.before().uidNext(), before.uidNext() - 1));
      }
    }
    if (!doubts.unsent(mailbox).isEmpty()) {
      doubts.looked(mailbox, found);
    }
    return batch.parcels().stream()
        .map(Parcel::entry)
        .filter(entry -> doubts.takeArrived(mailbox, entry))
        .toList();
  }

  /// The messages of the intent among those with these UIDs, in the mailbox that is open.
  private List<Intent.Entry> present(Intent intent, long first, long last)
      throws IOException, StoppedException, InterruptedException {
    ImapClient client = account.client();
    return Settlement.settle(
            intent,
            NewMessages.among(client, UidSet.range(first, last)),
            uid -> NewMessages.digest(client, uid))
        .stream()
        .mapToObj(index -> intent.messages().get((int) index - 1))
        .toList();
  }

  private Attempt noteLate(Batch batch, Position before, List<Intent.Entry> late)
      throws IOException {
    reporting.note("The server has stored after all what was not there when we looked.");
    Intent intent = ledger.intend(batch.mailbox(), before, false, late);
    ledger.stored(intent, OptionalLong.empty(), UidSet.range(1, late.size()));
    List<Intent.Entry> left = new ArrayList<>(late);
    List<Attempt.One> ones = new ArrayList<>();
    for (Parcel parcel : batch.parcels()) {
      ones.add(
          left.remove(parcel.entry())
              ? new Attempt.OneStored(OptionalLong.empty())
              : new Attempt.OneAbsent());
    }
    return new Attempt.Each(ones, false);
  }

  /// Looks at what came between where the mailbox ended and where our messages begin, if we had
  /// doubts: what was sent again may have been stored before.
  private void lookBetween(Intent intent, long first) {
    List<Intent> doubts = mailboxes.doubts().sentAgain(intent.mailbox());
    if (first <= intent.before().uidNext() || doubts.isEmpty()) {
      return;
    }
    try {
      account.open(intent.mailbox());
      for (Intent doubt : doubts) {
        int twice = present(doubt, intent.before().uidNext(), first - 1).size();
        if (twice > 0) {
          reporting.twice(intent.mailbox(), twice, intent.before().uidNext(), first - 1);
        }
      }
    } catch (IOException | StoppedException e) {
      account.lost();
      reporting.note("Cannot look whether messages were stored twice: " + Account.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static OptionalLong validity(AppendResult result) {
    return result
        .uids()
        .map(uids -> OptionalLong.of(uids.uidValidity().value()))
        .orElse(OptionalLong.empty());
  }

  private Attempt appendEach(Batch batch, Intent intent)
      throws IOException, StoppedException, InterruptedException {
    long start = System.nanoTime();
    AppendEachResult result =
        account.client().appendEach(account.nameOnServer(batch.mailbox()), items(batch));
    account.forget(batch.mailbox());
    UidSet stored;
    if (result.failure().isPresent()) {
      account.lost();
      reporting.note("The connection was cut: " + Account.text(result.failure().get()));
    }
    if (result.outcomes().stream().anyMatch(AppendOutcome.Unknown.class::isInstance)) {
      stored =
          settler()
              .settle(intent, numbers(result, Set.of(AppendOutcome.Stored.class)), never(result));
    } else {
      stored = numbers(result, Set.of(AppendOutcome.Stored.class));
      ledger.stored(intent, validity(result), stored);
    }
    if (result.isComplete()) {
      batcher.sent(batch, Duration.ofNanos(System.nanoTime() - start));
    }
    List<Attempt.One> ones = new ArrayList<>();
    for (int i = 0; i < result.outcomes().size(); i++) {
      ones.add(one(result.outcomes().get(i), stored.contains(i + 1L)));
    }
    return new Attempt.Each(ones, result.failure().isPresent());
  }

  private static UidSet never(AppendEachResult result) {
    return numbers(
        result,
        Set.of(
            AppendOutcome.Refused.class,
            AppendOutcome.Unreadable.class,
            AppendOutcome.NotSent.class));
  }

  private static UidSet numbers(AppendEachResult result, Set<Class<?>> kinds) {
    List<UidSet.Range> numbers = new ArrayList<>();
    for (int i = 0; i < result.outcomes().size(); i++) {
      if (kinds.contains(result.outcomes().get(i).getClass())) {
        numbers.add(new UidSet.Range(i + 1L, i + 1L));
      }
    }
    return new UidSet(numbers);
  }

  private static OptionalLong validity(AppendEachResult result) {
    return result.outcomes().stream()
        .filter(AppendOutcome.Stored.class::isInstance)
        .flatMap(stored -> ((AppendOutcome.Stored) stored).uidValidity().stream())
        .mapToLong(UidValidity::value)
        .findFirst();
  }

  /// @param found true if the message is in the mailbox
  private static Attempt.One one(AppendOutcome outcome, boolean found) {
    return switch (outcome) {
      case AppendOutcome.Stored(var _, OptionalLong uid) -> new Attempt.OneStored(uid);
      case AppendOutcome.Refused(var completion) -> new Attempt.OneRefused(Refusal.of(completion));
      case AppendOutcome.Unreadable(BodyException why) ->
          new Attempt.OneUnreadable(String.valueOf(why.getMessage()));
      case AppendOutcome.Unknown(), AppendOutcome.NotSent() ->
          found ? new Attempt.OneStored(OptionalLong.empty()) : new Attempt.OneAbsent();
    };
  }

  private static UidSet all(Batch batch) {
    return UidSet.range(1, batch.parcels().size());
  }

  private static List<Intent.Entry> entries(Batch batch) {
    return batch.parcels().stream().map(Parcel::entry).toList();
  }

  private List<AppendItem> items(Batch batch) {
    return batch.parcels().stream().map(Parcel::message).map(this::item).toList();
  }

  private AppendItem item(SourceMessage message) {
    return new AppendItem(
        message.flags(),
        message.internalDate().map(date -> date.at()),
        message.size(),
        () ->
            Channels.newChannel(
                new CountedStream(UnchangedStream.of(message), meter.pieceMax(), this::sent)));
  }

  private void sent(long octets) {
    reporting.octetsSent(octets);
    meter.sent(octets);
  }

  private Settler settler() {
    return new Settler(account, mailboxes, ledger, settings, reporting, clock);
  }

  /// Where the mailbox ends; it must be the one that an earlier run has written to.
  private Position position(MailboxName mailbox)
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
    settler().requireSame(mailbox, validity.orElse(0), position.uidValidity());
    return position;
  }

  /// Copies messages on the server; false if that was refused or cut off, and nothing was copied.
  ///
  /// @param uids of messages in `from`, as many as `copies` has, in the same order
  boolean copyOnServer(MailboxName from, UidSet uids, Batch copies)
      throws IOException, StoppedException, InterruptedException {
    ReentrantLock turn = mailboxes.turn(copies.mailbox());
    try {
      Position before;
      try {
        before = position(copies.mailbox());
        account.open(from);
      } catch (RefusedException e) {
        return false;
      } catch (IOException e) {
        account.lost();
        return false;
      }
      Intent intent = ledger.intend(copies.mailbox(), before, true, entries(copies));
      try {
        account.copy(uids, copies.mailbox());
      } catch (RefusedException e) {
        ledger.refused(intent);
        return false;
      } catch (IOException e) {
        account.lost();
        return !settler().settle(intent).isEmpty();
      }
      ledger.stored(intent, OptionalLong.empty(), all(copies));
      return true;
    } finally {
      turn.unlock();
    }
  }
}
