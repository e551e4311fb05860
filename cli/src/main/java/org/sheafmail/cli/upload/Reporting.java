package org.sheafmail.cli.upload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// Counts what an upload does and tells of it, for all its connections: one lock sees to it that
/// listeners are told by one thread at a time.
final class Reporting {
  private final UploadEvents events;
  private final Tally tally = new Tally();

  Reporting(UploadEvents events) {
    this.events = events;
  }

  Tally tally() {
    return tally;
  }

  synchronized void source(String name) {
    events.source(name);
  }

  synchronized void found() {
    tally.found++;
  }

  synchronized void sending(Batch batch) {
    events.sending(batch.mailbox(), batch.parcels().size(), batch.octets());
  }

  /// Told by the threads that send, while they do.
  void octetsSent(long octets) {
    events.octetsSent(octets);
  }

  synchronized void stored(MailboxName mailbox, int messages, long octets, String how) {
    tally.stored += messages;
    tally.storedOctets += octets;
    if (how.equals("copied")) {
      tally.copied += messages;
    }
    events.stored(mailbox, messages, octets, how, tally);
  }

  synchronized void already(SourceMessage message) {
    tally.already++;
    events.already(message, tally);
  }

  synchronized void leftOut(SourceMessage message, String reason) {
    tally.leftOut++;
    events.leftOut(message, reason, tally);
  }

  /// Returns how many have been refused by now.
  synchronized long refused(
      SourceMessage message, MailboxName mailbox, String reason, Optional<Path> file) {
    tally.refused++;
    events.refused(message, mailbox, reason, file, tally);
    return tally.refused;
  }

  /// A server that stores late has made duplicates, which stay: nothing is ever removed by us.
  synchronized void twice(MailboxName mailbox, int messages, long first, long last) {
    tally.twice += messages;
    events.note(
        messages
            + " messages are in "
            + mailbox
            + " twice, once among UIDs "
            + first
            + " to "
            + last
            + ": the server stored them long after the connection was cut.");
  }

  synchronized void note(String text) {
    events.note(text);
  }

  synchronized void waiting(Duration pause, String why) {
    events.waiting(pause, why);
  }
}
