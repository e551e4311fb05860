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
import org.sheafmail.client.AppendEachResult;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.AppendOutcome;
import org.sheafmail.client.AppendResult;
import org.sheafmail.client.BodyException;
import org.sheafmail.client.ConnectionLostException;
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
  private final Meter meter;
  private final Reporting reporting;
  private final Settler settler;
  private final SecondLook secondLook;
  private final ServerCopy serverCopy;

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
    this.meter = meter;
    this.reporting = reporting;
    this.settler = new Settler(account, mailboxes, ledger, settings, reporting, clock);
    this.secondLook = new SecondLook(account, mailboxes, ledger, settings, reporting);
    this.serverCopy = new ServerCopy(account, mailboxes, ledger, settler, secondLook);
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
        secondLook.prepare(batch.mailbox(), entries(batch));
        before = settler.position(batch.mailbox());
        late = secondLook.arrived(batch.mailbox(), entries(batch), before);
      } catch (RefusedException e) {
        return new Attempt.Refused(Refusal.ofOpening(e));
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
      if (!settler.settle(intent).isEmpty()) {
        secondLook.stored(batch.mailbox(), entries(batch), intent.before(), Optional.empty());
        return new Attempt.Stored(Optional.empty(), "settled");
      }
      return new Attempt.Cut();
    }
    ledger.stored(intent, validity(result), all(batch));
    secondLook.stored(
        batch.mailbox(),
        entries(batch),
        intent.before(),
        result.uids().map(AppendResult.Uids::uids));
    account.added(batch.mailbox(), result);
    batcher.sent(batch, Duration.ofNanos(System.nanoTime() - start));
    return new Attempt.Stored(result.uids().map(AppendResult.Uids::uids), "appended");
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
          settler.settle(
              intent, numbers(result, Set.of(AppendOutcome.Stored.class)), never(result));
      secondLook.stored(batch.mailbox(), some(intent, stored), intent.before(), Optional.empty());
    } else {
      stored = numbers(result, Set.of(AppendOutcome.Stored.class));
      ledger.stored(intent, validity(result), stored);
      secondLook.stored(
          batch.mailbox(), some(intent, stored), intent.before(), uids(result, stored));
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

  static List<Intent.Entry> some(Intent intent, UidSet numbers) {
    return numbers.stream().mapToObj(number -> intent.messages().get((int) number - 1)).toList();
  }

  /// The UIDs of these messages, if the server has told all of them.
  private static Optional<UidSet> uids(AppendEachResult result, UidSet stored) {
    UidSet uids =
        UidSet.of(
            result.outcomes().stream()
                .filter(AppendOutcome.Stored.class::isInstance)
                .flatMapToLong(outcome -> ((AppendOutcome.Stored) outcome).uid().stream())
                .toArray());
    return uids.size() == stored.size() ? Optional.of(uids) : Optional.empty();
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

  static List<Intent.Entry> entries(Batch batch) {
    return batch.parcels().stream().map(Parcel::entry).toList();
  }

  private List<AppendItem> items(Batch batch) {
    return batch.parcels().stream().map(this::item).toList();
  }

  private AppendItem item(Parcel parcel) {
    SourceMessage message = parcel.message();
    return new AppendItem(
        message.flags(),
        message.internalDate().map(date -> date.at()),
        message.size(),
        () ->
            Channels.newChannel(
                new CountedStream(UnchangedStream.of(message), meter.pieceMax(), this::sent)),
        parcel.isBinary());
  }

  private void sent(long octets) {
    reporting.octetsSent(octets);
    meter.sent(octets);
  }

  /// As [ServerCopy#copy].
  UidSet copyOnServer(MailboxName from, UidSet uids, Batch copies)
      throws IOException, StoppedException, InterruptedException {
    return serverCopy.copy(from, uids, copies);
  }
}
