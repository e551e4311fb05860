package org.sheafmail.cli.upload;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.client.AppendItem;
import org.sheafmail.client.AppendResult;
import org.sheafmail.client.BodyException;
import org.sheafmail.client.ConnectionLostException;
import org.sheafmail.client.RefusedException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;

/// Sends batches and does not let go of one before each of its messages is either in the mailbox
/// for certain or put aside with the server's words.
///
/// 1. Where the mailbox ends now, and what is about to be sent, goes into the ledger.
/// 2. The batch is sent. The server takes all of it or nothing (RFC 3502).
/// 3. What came of it goes into the ledger. If the connection was cut instead, the mailbox is
///    looked at until it is known.
/// 4. A batch that is refused is split until the messages that are to blame are alone.
final class Sender {
  /// So often in a row the connection may break at a message that is sent by itself, while all else
  /// goes through it, until we take the message for the cause. A batch is split much sooner.
  private static final int CUTS_MAX = 8;

  private static final int CUTS_OF_BATCH_MAX = 2;

  /// So many messages in a row may break the connection until we take the connection for the cause.
  private static final int BREAKING_MAX = 3;

  private final Account account;
  private final Ledger ledger;
  private final Quarantine quarantine;
  private final Batcher batcher;
  private final UploadSettings settings;
  private final UploadEvents events;
  private final Tally tally;
  private final Clock clock;
  private final BooleanSupplier stopping;
  private int breaking;

  Sender(
      Account account,
      Ledger ledger,
      Quarantine quarantine,
      Batcher batcher,
      UploadSettings settings,
      UploadEvents events,
      Tally tally,
      Clock clock,
      BooleanSupplier stopping) {
    this.account = account;
    this.ledger = ledger;
    this.quarantine = quarantine;
    this.batcher = batcher;
    this.settings = settings;
    this.events = events;
    this.tally = tally;
    this.clock = clock;
    this.stopping = stopping;
  }

  /// What came of sending a batch once.
  private sealed interface Attempt {}

  private record Stored(AppendResult result) implements Attempt {}

  private record Refused(Refusal refusal) implements Attempt {}

  private record Unreadable(int index, String why) implements Attempt {}

  /// The connection was cut; `stored` says whether the mailbox has the batch all the same.
  private record Cut(boolean stored) implements Attempt {}

  /// The connection was cut before anything was sent.
  private record NotSent(IOException why) implements Attempt {}

  /// Sends a batch. When this returns, nothing about it is open.
  void send(Batch batch) throws IOException, StoppedException, InterruptedException {
    if (batch.parcels().size() > 1 && !account.takesBatches()) {
      sendParts(batch, 1);
      return;
    }
    Patience.Trouble trouble = settings.patience().trouble();
    for (int cuts = 0; ; ) {
      stopIfAsked();
      switch (attempt(batch)) {
        case Stored(AppendResult result) -> {
          confirm(batch, "appended");
          copy(batch, result.uids().map(AppendResult.Uids::uids));
          return;
        }
        case Cut(boolean stored) -> {
          if (stored) {
            confirm(batch, "settled");
            copy(batch, Optional.empty());
            return;
          }
          batcher.shrink();
          if (isToBlame(batch, ++cuts)) {
            return;
          }
          pause(trouble, "the connection broke", null);
        }
        case NotSent(IOException why) -> pause(trouble, "the connection broke: " + text(why), why);
        case Unreadable(int index, String why) -> {
          refuse(batch.parcels().get(index), batch.mailbox(), why);
          sendAround(batch, index);
          return;
        }
        case Refused(Refusal refusal) -> {
          if (!isWorthAnotherTry(batch, refusal, trouble)) {
            splitRefused(batch, refusal);
            return;
          }
        }
      }
    }
  }

  private static String text(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /// Waits until another try is worth it.
  private void pause(Patience.Trouble trouble, String what, @Nullable IOException why)
      throws StoppedException, InterruptedException {
    Duration pause = trouble.next(Duration.ZERO);
    if (!pause.isPositive()) {
      throw new StoppedException(Reason.CONNECT, what + " again and again", why);
    }
    events.waiting(pause, what);
    settings.patience().pause().take(pause);
  }

  /// The connection broke once more. Splits a batch to find out whether one of its messages does
  /// that; puts a message aside that does. True if the batch is dealt with.
  private boolean isToBlame(Batch batch, int cuts)
      throws IOException, StoppedException, InterruptedException {
    boolean alone = batch.parcels().size() == 1;
    if (cuts < (alone ? CUTS_MAX : CUTS_OF_BATCH_MAX)) {
      return false;
    }
    if (alone && ++breaking >= BREAKING_MAX) {
      throw new StoppedException(
          Reason.CONNECT, "the connection breaks at each message, whichever is sent");
    }
    blameOrSplit(batch, "the connection breaks each time it is sent");
    return true;
  }

  private void stopIfAsked() throws StoppedException {
    if (stopping.getAsBoolean()) {
      throw new StoppedException(Reason.INTERRUPTED, "stopped; run it again to go on from here");
    }
  }

  private Attempt attempt(Batch batch) throws IOException, StoppedException, InterruptedException {
    Position before;
    try {
      before = position(batch.mailbox());
    } catch (RefusedException e) {
      return new Refused(Refusal.of(e));
    } catch (IOException e) {
      account.lost();
      return new NotSent(e);
    }
    Intent intent = ledger.intend(batch.mailbox(), before, true, entries(batch));
    long start = System.nanoTime();
    AppendResult result;
    try {
      events.sending(batch.mailbox(), batch.parcels().size(), batch.octets());
      result = account.client().append(account.nameOnServer(batch.mailbox()), items(batch));
    } catch (RefusedException e) {
      ledger.refused(intent);
      return new Refused(Refusal.of(e));
    } catch (BodyException e) {
      ledger.refused(intent);
      account.lost();
      return new Unreadable((int) (e.number() - 1), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      account.lost();
      events.note("The connection was cut: " + text(e));
      if (e instanceof ConnectionLostException lost && !lost.outcomeUnknown()) {
        // The end of the command never left, and without it nothing is appended.
        ledger.refused(intent);
        return new Cut(false);
      }
      return new Cut(!settler().settle(intent).isEmpty());
    }
    ledger.stored(intent, validity(result), all(batch));
    account.added(batch.mailbox(), result);
    batcher.sent(batch, Duration.ofNanos(System.nanoTime() - start));
    return new Stored(result);
  }

  private static OptionalLong validity(AppendResult result) {
    return result
        .uids()
        .map(uids -> OptionalLong.of(uids.uidValidity().value()))
        .orElse(OptionalLong.empty());
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
                new CountedStream(UnchangedStream.of(message), events::octetsSent)));
  }

  private Settler settler() {
    return new Settler(account, ledger, settings, events, clock);
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

  private void confirm(Batch batch, String how) {
    breaking = 0;
    tally.stored += batch.parcels().size();
    tally.storedOctets += batch.octets();
    events.stored(batch.mailbox(), batch.parcels().size(), batch.octets(), how, tally);
  }

  private boolean isWorthAnotherTry(Batch batch, Refusal refusal, Patience.Trouble trouble)
      throws StoppedException, InterruptedException {
    switch (refusal.kind()) {
      case MESSAGE -> {
        return false;
      }
      case TARGET ->
          throw new StoppedException(
              Reason.REFUSED, batch.mailbox() + " takes no mail: " + refusal.words());
      case FULL -> {
        if (batch.parcels().size() > 1) {
          return false;
        }
      }
      case NO_MAILBOX, BUSY -> {
        // Worth waiting for.
      }
    }
    account.forget(batch.mailbox());
    Duration pause = trouble.next(refusal.backoff());
    if (!pause.isPositive()) {
      throw new StoppedException(
          Reason.TEMPORARY, "the server wants us to wait: " + refusal.words());
    }
    events.waiting(pause, refusal.words());
    settings.patience().pause().take(pause);
    return true;
  }

  private void splitRefused(Batch batch, Refusal refusal)
      throws IOException, StoppedException, InterruptedException {
    batcher.shrink();
    int culprit = refusal.culprit().orElse(0) - 1;
    if (culprit >= 0 && culprit < batch.parcels().size()) {
      // The server has told which one it is: no need to search.
      refuse(batch.parcels().get(culprit), batch.mailbox(), refusal.words());
      sendAround(batch, culprit);
    } else {
      blameOrSplit(batch, refusal.words());
    }
  }

  private void blameOrSplit(Batch batch, String reason)
      throws IOException, StoppedException, InterruptedException {
    if (batch.parcels().size() == 1) {
      refuse(batch.parcels().getFirst(), batch.mailbox(), reason);
    } else {
      sendParts(batch, (batch.parcels().size() + 1) / 2);
    }
  }

  private void sendParts(Batch batch, int size)
      throws IOException, StoppedException, InterruptedException {
    int count = batch.parcels().size();
    for (int from = 0; from < count; from += size) {
      send(batch.part(from, Math.min(count, from + size)));
    }
  }

  private void sendAround(Batch batch, int index)
      throws IOException, StoppedException, InterruptedException {
    if (index > 0) {
      send(batch.part(0, index));
    }
    if (index + 1 < batch.parcels().size()) {
      send(batch.part(index + 1, batch.parcels().size()));
    }
  }

  /// Puts a message aside.
  void refuse(Parcel parcel, MailboxName mailbox, String reason) throws StoppedException {
    SourceMessage message = parcel.message();
    Optional<Path> file;
    try {
      file = Optional.of(quarantine.put(message, mailbox, reason));
    } catch (IOException e) {
      events.note("Cannot put aside " + message.origin() + ": " + e.getMessage());
      file = Optional.empty();
    }
    tally.refused++;
    events.refused(message, mailbox, reason, file, tally);
    if (settings.errorsMax().isPresent() && tally.refused > settings.errorsMax().getAsLong()) {
      throw new StoppedException(
          Reason.LIMIT, "more than " + settings.errorsMax().getAsLong() + " messages refused");
    }
  }

  /// Brings the messages of a stored batch to their other mailboxes: by a copy on the server where
  /// we know their UIDs, else by sending them again.
  private void copy(Batch batch, Optional<UidSet> uids)
      throws IOException, StoppedException, InterruptedException {
    long[] uid = uids.map(set -> set.stream().toArray()).orElse(new long[0]);
    for (MailboxName target : targets(batch)) {
      List<Parcel> parcels = new ArrayList<>();
      List<UidSet.Range> sources = new ArrayList<>();
      for (int i = 0; i < batch.parcels().size(); i++) {
        Parcel parcel = batch.parcels().get(i);
        if (parcel.copies().contains(target)) {
          parcels.add(new Parcel(parcel.message(), List.of()));
          if (i < uid.length) {
            sources.add(new UidSet.Range(uid[i], uid[i]));
          }
        }
      }
      Batch copies = new Batch(target, parcels);
      if (sources.isEmpty() || !copyOnServer(batch.mailbox(), new UidSet(sources), copies)) {
        send(copies);
      }
    }
  }

  private static List<MailboxName> targets(Batch batch) {
    return batch.parcels().stream().flatMap(parcel -> parcel.copies().stream()).distinct().toList();
  }

  /// Copies on the server; false if that was refused or cut off, and nothing was copied.
  private boolean copyOnServer(MailboxName from, UidSet uids, Batch copies)
      throws IOException, StoppedException, InterruptedException {
    stopIfAsked();
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
      if (settler().settle(intent).isEmpty()) {
        return false;
      }
      intent = null; // The ledger knows already.
    }
    if (intent != null) {
      ledger.stored(intent, OptionalLong.empty(), all(copies));
    }
    tally.copied += copies.parcels().size();
    confirm(copies, "copied");
    return true;
  }
}
