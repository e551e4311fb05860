package org.sheafmail.cli.upload;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.protocol.MailboxName;

/// What the connections of an upload share about mailboxes: where they end, and whose turn it is to
/// add to one.
///
/// A turn lasts from the look at where a mailbox ends until it is known what was added, however
/// long the server takes: so each mailbox has one intent at most that is not settled. Who has one
/// turn never asks for another.
final class Mailboxes {
  /// The longer ago it was, the more mail of others is new since then, and taken for ours at worst.
  private static final long SIGHTING_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

  private final Map<MailboxName, Position> ends = new ConcurrentHashMap<>();
  private final Map<MailboxName, Upload.Sighting> sightings = new ConcurrentHashMap<>();
  private final Map<MailboxName, ReentrantLock> turns = new ConcurrentHashMap<>();
  private final Doubts doubts = new Doubts();

  /// What may yet be stored.
  Doubts doubts() {
    return doubts;
  }

  /// Waits for the mailbox, which is the caller's until `unlock`.
  ReentrantLock turn(MailboxName mailbox) throws InterruptedException {
    ReentrantLock turn = turns.computeIfAbsent(mailbox, _ -> new ReentrantLock());
    turn.lockInterruptibly();
    return turn;
  }

  /// Where the mailbox ends, as far as we know.
  Optional<Position> end(MailboxName mailbox) {
    return Optional.ofNullable(ends.get(mailbox));
  }

  void ends(MailboxName mailbox, Position end) {
    sightings.remove(mailbox);
    ends.put(mailbox, end);
  }

  /// Where the mailbox ends is to be asked again.
  void forget(MailboxName mailbox) {
    sightings.remove(mailbox);
    ends.remove(mailbox);
  }

  void forgetAll() {
    ends.clear();
    sightings.clear();
  }

  /// Somebody has looked at a mailbox for us.
  void seen(Upload.Sighting sighting) {
    sightings.put(sighting.mailbox(), sighting);
  }

  /// What was seen of the mailbox, if that was just now and nobody has looked since: told once.
  Optional<Upload.Sighting> takeSighting(MailboxName mailbox) {
    return Optional.ofNullable(sightings.remove(mailbox))
        .filter(sighting -> System.nanoTime() - sighting.at() < SIGHTING_NANOS_MAX);
  }
}
