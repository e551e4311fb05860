package org.sheafmail.cli.upload;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.sheafmail.cli.upload.StoppedException.Reason;

/// Keeps an upload within its [Allowance], all its connections together.
///
/// Whatever is sent has a time before which it must not be done; who is early waits. Nobody can
/// save up by being late.
final class Meter {
  private static final long SECOND = 1_000_000_000;

  private final Allowance allowance;
  private final Patience.Pause pause;
  private final LongSupplier nanoTime;

  /// When the first batch was allowed.
  private long start;

  private long octets;
  private long messagesDone;
  private long octetsDone;

  Meter(Allowance allowance, Patience.Pause pause, LongSupplier nanoTime) {
    this.allowance = allowance;
    this.pause = pause;
    this.nanoTime = nanoTime;
    this.messagesDone = nanoTime.getAsLong();
    this.octetsDone = messagesDone;
  }

  /// Asked before each batch; waits until it may be sent. The first one always may: else a message
  /// larger than the limit, or a plan that takes long, would keep every run from storing anything.
  ///
  /// @throws StoppedException if it may not be sent any more
  void allow(Batch batch) throws StoppedException, InterruptedException {
    pause(turn(batch));
  }

  private synchronized long turn(Batch batch) throws StoppedException {
    long now = nanoTime.getAsLong();
    if (octets > 0) {
      refuseIfOver(batch, now);
    } else {
      start = now;
    }
    octets += batch.octets();
    long wait = Math.max(0, messagesDone - now);
    messagesDone = now + wait + nanos(batch.parcels().size(), allowance.messagesPerSecond());
    return wait;
  }

  private void refuseIfOver(Batch batch, long now) throws StoppedException {
    if (allowance.time().isPresent() && now - start >= allowance.time().get().toNanos()) {
      throw new StoppedException(
          Reason.LIMIT,
          "stopped after " + allowance.time().get().toSeconds() + " s; run it again to go on");
    }
    if (octets + batch.octets() > allowance.octets().orElse(Long.MAX_VALUE)) {
      throw new StoppedException(
          Reason.LIMIT,
          "stopped before more than "
              + allowance.octets().orElseThrow()
              + " octets are sent; run it again to go on");
    }
  }

  /// Octets of a message are on their way; waits until more may follow. A user who wants to stop is
  /// not kept waiting for the end of the batch.
  void sent(long count) {
    try {
      pause(after(count));
    } catch (InterruptedException e) {
      // To interrupt this thread would close its connection in the middle of the batch.
    }
  }

  private synchronized long after(long count) {
    long now = nanoTime.getAsLong();
    octetsDone = Math.max(now, octetsDone) + nanos(count, allowance.octetsPerSecond());
    return octetsDone - now;
  }

  /// How many octets to send at a time, so that they go evenly.
  int pieceMax() {
    long fourth = allowance.octetsPerSecond().orElse(Long.MAX_VALUE) / 4;
    return Math.clamp(fourth, 1, Integer.MAX_VALUE);
  }

  private static long nanos(long count, OptionalLong perSecond) {
    return perSecond.isPresent() ? (long) ((double) count * SECOND / perSecond.getAsLong()) : 0;
  }

  private void pause(long nanos) throws InterruptedException {
    if (nanos > 0) {
      pause.take(Duration.ofNanos(nanos));
    }
  }
}
