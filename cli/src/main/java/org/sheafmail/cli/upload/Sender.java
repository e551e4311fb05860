package org.sheafmail.cli.upload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.cli.upload.StoppedException.Reason;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;

/// Sends batches and does not let go of one before each of its messages is either in the mailbox
/// for certain or put aside with the server's words.
///
/// A batch that is refused is split until the messages that are to blame are alone, and so is one
/// at which the connection breaks again and again. A server that asks for time gets it.
final class Sender {
  /// So often in a row the connection may break at a message that is sent by itself, while all else
  /// goes through it, until we take the message for the cause. A batch is split much sooner.
  private static final int CUTS_MAX = 8;

  private static final int CUTS_OF_BATCH_MAX = 2;

  /// So many messages in a row may break the connection, or be too much for the server, until we
  /// take the connection or the server for the cause.
  private static final int BREAKING_MAX = 3;

  /// So often in a row a server may make a mistake at a batch, or want less of it, before it gets
  /// less: first half of it, and at last the message alone is to blame for a mistake.
  private static final int TRIES_MAX = 3;

  private final Post post;
  private final Account account;
  private final Quarantine quarantine;
  private final Batcher batcher;
  private final UploadSettings settings;
  private final Reporting reporting;
  private final BooleanSupplier stopping;
  private int breaking;

  Sender(
      Post post,
      Account account,
      Quarantine quarantine,
      Batcher batcher,
      UploadSettings settings,
      Reporting reporting,
      BooleanSupplier stopping) {
    this.post = post;
    this.account = account;
    this.quarantine = quarantine;
    this.batcher = batcher;
    this.settings = settings;
    this.reporting = reporting;
    this.stopping = stopping;
  }

  /// Sends a batch. When this returns, nothing about it is open.
  void send(Batch batch) throws IOException, StoppedException, InterruptedException {
    Patience.Trouble trouble = settings.patience().trouble();
    Batch left = batch;
    int cuts = 0;
    int refusals = 0;
    while (true) {
      stopIfAsked();
      switch (post.attempt(left)) {
        case Attempt.Stored(Optional<UidSet> uids, String how) -> {
          confirm(left, how);
          copy(left, uids.map(set -> set.stream().toArray()).orElse(new long[0]));
          return;
        }
        case Attempt.Cut() -> {
          if (isToBlame(left, ++cuts)) {
            return;
          }
          pause(trouble, "the connection broke", null);
        }
        case Attempt.NotSent(IOException why) ->
            pause(trouble, "the connection broke: " + Account.text(why), why);
        case Attempt.Unreadable(int index, String why) -> {
          refuse(left.parcels().get(index), left.mailbox(), why);
          sendAround(left, index);
          return;
        }
        case Attempt.Refused(Refusal refusal) -> {
          if (isDealtWith(left, refusal, ++refusals, trouble)) {
            return;
          }
        }
        case Attempt.Each each -> {
          Optional<Batch> rest = sort(left, each);
          if (rest.isEmpty()) {
            return;
          }
          boolean some = rest.get().parcels().size() < left.parcels().size();
          cuts = some ? 0 : cuts;
          refusals = some ? 0 : refusals;
          trouble = some ? settings.patience().trouble() : trouble;
          left = rest.get();
          if (each.cut()) {
            if (isToBlame(left, ++cuts)) {
              return;
            }
            pause(trouble, "the connection broke", null);
          } else if (refusal(each).isPresent()
              && isDealtWithAfterEach(left, refusal(each).get(), ++refusals, trouble)) {
            return;
          }
        }
      }
    }
  }

  /// Confirms and puts aside what came of messages that were sent one by one; the rest, in order,
  /// is to be sent again.
  private Optional<Batch> sort(Batch batch, Attempt.Each each)
      throws IOException, StoppedException, InterruptedException {
    List<Parcel> stored = new ArrayList<>();
    List<Long> uids = new ArrayList<>();
    List<Parcel> rest = new ArrayList<>();
    for (int i = 0; i < each.ones().size(); i++) {
      Parcel parcel = batch.parcels().get(i);
      switch (each.ones().get(i)) {
        case Attempt.OneStored(OptionalLong uid) -> {
          stored.add(parcel);
          uid.ifPresent(uids::add);
        }
        case Attempt.OneUnreadable(String why) -> refuse(parcel, batch.mailbox(), why);
        case Attempt.OneAbsent() -> rest.add(parcel);
        case Attempt.OneRefused(Refusal refusal) -> {
          if (refusal.kind() == Refusal.Kind.MESSAGE) {
            refuse(parcel, batch.mailbox(), refusal.words());
          } else {
            rest.add(parcel);
          }
        }
      }
    }
    if (!stored.isEmpty()) {
      Batch there = new Batch(batch.mailbox(), stored);
      confirm(there, each.cut() ? "settled" : "appended");
      boolean known = uids.size() == stored.size();
      copy(there, known ? uids.stream().mapToLong(uid -> uid).toArray() : new long[0]);
    }
    return rest.isEmpty() ? Optional.empty() : Optional.of(new Batch(batch.mailbox(), rest));
  }

  private static Optional<Refusal> refusal(Attempt.Each each) {
    return each.ones().stream()
        .filter(Attempt.OneRefused.class::isInstance)
        .map(one -> ((Attempt.OneRefused) one).refusal())
        .filter(refusal -> refusal.kind() != Refusal.Kind.MESSAGE)
        .findFirst();
  }

  /// Waits until another try is worth it.
  private void pause(Patience.Trouble trouble, String what, @Nullable IOException why)
      throws StoppedException, InterruptedException {
    Duration pause = trouble.next(Duration.ZERO);
    if (!pause.isPositive()) {
      throw new StoppedException(Reason.CONNECT, what + ", again and again", why);
    }
    reporting.waiting(pause, what);
    settings.patience().pause().take(pause);
  }

  /// The connection broke once more. Splits a batch to find out whether one of its messages does
  /// that; puts a message aside that does. True if the batch is dealt with.
  private boolean isToBlame(Batch batch, int cuts)
      throws IOException, StoppedException, InterruptedException {
    batcher.shrink();
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

  private void confirm(Batch batch, String how) {
    breaking = 0;
    reporting.stored(batch.mailbox(), batch.parcels().size(), batch.octets(), how);
  }

  /// The server has refused. Waits until another try is worth it, if ever; else splits the batch.
  ///
  /// @param times in a row
  /// @return true if the batch is dealt with
  private boolean isDealtWith(Batch batch, Refusal refusal, int times, Patience.Trouble trouble)
      throws IOException, StoppedException, InterruptedException {
    boolean alone = batch.parcels().size() == 1;
    boolean split =
        switch (refusal.kind()) {
          case MESSAGE -> true;
          case FULL -> !alone;
          case LIMITED -> !alone && times >= TRIES_MAX;
          case FAULT -> times >= TRIES_MAX;
          case NO_MAILBOX, TARGET, LOGIN, BUSY -> false;
        };
    if (!split) {
      waitFor(batch, refusal, trouble);
      return false;
    }
    if (alone && refusal.kind() == Refusal.Kind.FAULT && ++breaking >= BREAKING_MAX) {
      throw new StoppedException(
          Reason.TEMPORARY, "the server fails at each message: " + refusal.words());
    }
    splitRefused(batch, refusal);
    return true;
  }

  /// As [#isDealtWith], for messages that each had an answer of their own: no need to split them to
  /// find one that fits.
  private boolean isDealtWithAfterEach(
      Batch batch, Refusal refusal, int times, Patience.Trouble trouble)
      throws IOException, StoppedException, InterruptedException {
    if (refusal.kind() == Refusal.Kind.FULL) {
      waitFor(batch, refusal, trouble);
      return false;
    }
    return isDealtWith(batch, refusal, times, trouble);
  }

  /// Waits for as long as the server wants, if it is worth it.
  private void waitFor(Batch batch, Refusal refusal, Patience.Trouble trouble)
      throws StoppedException, InterruptedException {
    if (refusal.kind() == Refusal.Kind.TARGET) {
      throw new StoppedException(
          Reason.REFUSED, batch.mailbox() + " takes no mail: " + refusal.words());
    }
    if (refusal.kind() == Refusal.Kind.LOGIN) {
      throw new StoppedException(
          Reason.AUTHENTICATION, "the login is not good any more: " + refusal.words());
    }
    account.forget(batch.mailbox());
    Duration pause = trouble.next(refusal.backoff());
    if (!pause.isPositive()) {
      throw new StoppedException(reason(refusal), outOfPatience(batch, refusal));
    }
    reporting.waiting(pause, refusal.words());
    settings.patience().pause().take(pause);
  }

  private static Reason reason(Refusal refusal) {
    return switch (refusal.kind()) {
      case FULL, NO_MAILBOX -> Reason.REFUSED;
      default -> Reason.TEMPORARY;
    };
  }

  private static String outOfPatience(Batch batch, Refusal refusal) {
    return switch (refusal.kind()) {
      case FULL ->
          batch.mailbox() + " is full; make room and run it again to go on: " + refusal.words();
      case NO_MAILBOX -> batch.mailbox() + " can be opened, but takes no mail: " + refusal.words();
      default -> "the server wants us to wait: " + refusal.words();
    };
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
    int count = batch.parcels().size();
    if (count == 1) {
      refuse(batch.parcels().getFirst(), batch.mailbox(), reason);
    } else {
      int half = (count + 1) / 2;
      send(batch.part(0, half));
      send(batch.part(half, count));
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
      reporting.note("Cannot put aside " + message.origin() + ": " + e.getMessage());
      file = Optional.empty();
    }
    long refused = reporting.refused(message, mailbox, reason, file);
    if (settings.errorsMax().isPresent() && refused > settings.errorsMax().getAsLong()) {
      throw new StoppedException(
          Reason.LIMIT, "more than " + settings.errorsMax().getAsLong() + " messages refused");
    }
  }

  /// Brings the messages of a stored batch to their other mailboxes: by a copy on the server where
  /// we know their UIDs, else by sending them again.
  ///
  /// @param uids of all messages of the batch, or none
  private void copy(Batch batch, long[] uids)
      throws IOException, StoppedException, InterruptedException {
    for (MailboxName target : targets(batch)) {
      List<Parcel> parcels = new ArrayList<>();
      SortedMap<Long, Parcel> byUid = new TreeMap<>(); // A server copies in the order of UIDs.
      for (int i = 0; i < batch.parcels().size(); i++) {
        Parcel parcel = batch.parcels().get(i);
        if (parcel.copies().contains(target)) {
          parcels.add(new Parcel(parcel.message(), List.of()));
          if (i < uids.length) {
            byUid.put(uids[i], parcels.getLast());
          }
        }
      }
      stopIfAsked();
      if (byUid.isEmpty()) {
        send(new Batch(target, parcels));
      } else {
        copyOnServer(batch.mailbox(), byUid, target);
      }
    }
  }

  private void copyOnServer(MailboxName from, SortedMap<Long, Parcel> byUid, MailboxName target)
      throws IOException, StoppedException, InterruptedException {
    List<Parcel> parcels = List.copyOf(byUid.values());
    UidSet uids = UidSet.of(byUid.keySet().stream().mapToLong(uid -> uid).toArray());
    UidSet copied = post.copyOnServer(from, uids, new Batch(target, parcels));
    List<Parcel> there = new ArrayList<>();
    List<Parcel> left = new ArrayList<>();
    for (int i = 0; i < parcels.size(); i++) {
      (copied.contains(i + 1L) ? there : left).add(parcels.get(i));
    }
    if (!there.isEmpty()) {
      confirm(new Batch(target, there), "copied");
    }
    if (!left.isEmpty()) {
      send(new Batch(target, left));
    }
  }

  private static List<MailboxName> targets(Batch batch) {
    return batch.parcels().stream().flatMap(parcel -> parcel.copies().stream()).distinct().toList();
  }
}
