package org.sheafmail.cli.upload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sheafmail.protocol.MailboxName;

/// Gathers messages into batches, one for each mailbox that is open at a time, and learns from each
/// batch how large the next should be.
///
/// Messages of a mailbox stay in the order in which they came. What is gathered is bounded for all
/// mailboxes together, since Takeout mixes all labels in one file.
final class Batcher {
  /// Batches do not shrink below this: a round trip should carry something.
  private static final long OCTETS_MIN = 64 * 1024;

  private static final class Open {
    final List<Parcel> parcels = new ArrayList<>();
    long octets;
  }

  private final BatchLimits limits;
  private final Map<MailboxName, Open> open = new LinkedHashMap<>();
  private long octetsNow;
  private long gathered;
  private int parcels;

  Batcher(BatchLimits limits) {
    this.limits = limits;
    this.octetsNow = limits.octetsStart();
  }

  /// Takes a message; returns the batches that are full now, in the order in which to send them.
  List<Batch> add(MailboxName mailbox, Parcel parcel) {
    List<Batch> full = new ArrayList<>();
    long size = parcel.message().size();
    Open batch = open.get(mailbox);
    boolean alone = size >= limits.aloneFrom();
    if (batch != null && (alone || batch.octets + size > octetsNow)) {
      full.add(close(mailbox));
    }
    if (alone) {
      full.add(new Batch(mailbox, List.of(parcel)));
      return full;
    }
    batch = open.computeIfAbsent(mailbox, _ -> new Open());
    batch.parcels.add(parcel);
    batch.octets += size;
    gathered += size;
    parcels++;
    if (batch.octets >= octetsNow || batch.parcels.size() >= limits.messagesMax()) {
      full.add(close(mailbox));
    }
    while (gathered > 2 * limits.octetsMax() || parcels > 4 * limits.messagesMax()) {
      full.add(close(largest()));
    }
    return full;
  }

  private MailboxName largest() {
    return open.entrySet().stream()
        .max((a, b) -> Long.compare(a.getValue().octets, b.getValue().octets))
        .orElseThrow()
        .getKey();
  }

  private Batch close(MailboxName mailbox) {
    Open batch = open.remove(mailbox);
    if (batch == null) {
      throw new IllegalStateException("nothing gathered for " + mailbox);
    }
    gathered -= batch.octets;
    parcels -= batch.parcels.size();
    return new Batch(mailbox, batch.parcels);
  }

  /// Everything that is still gathered.
  List<Batch> drain() {
    List<Batch> rest = new ArrayList<>();
    for (MailboxName mailbox : List.copyOf(open.keySet())) {
      rest.add(close(mailbox));
    }
    return rest;
  }

  /// A batch went through in that time.
  void sent(Batch batch, Duration took) {
    if (took.compareTo(limits.target()) > 0) {
      shrink();
    } else if (batch.octets() >= octetsNow / 2) {
      octetsNow = Math.min(limits.octetsMax(), 2 * octetsNow);
    }
  }

  /// A batch was refused or cut off.
  void shrink() {
    octetsNow = Math.max(Math.min(OCTETS_MIN, limits.octetsStart()), octetsNow / 2);
  }

  /// How many octets the next batch may hold.
  long octetsNow() {
    return octetsNow;
  }
}
