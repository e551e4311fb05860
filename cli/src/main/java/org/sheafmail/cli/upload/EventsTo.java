package org.sheafmail.cli.upload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// Tells several listeners.
public record EventsTo(List<UploadEvents> all) implements UploadEvents {
  public EventsTo {
    all = List.copyOf(all);
  }

  @Override
  public void planned(long messages, long octets) {
    all.forEach(to -> to.planned(messages, octets));
  }

  @Override
  public void source(String name) {
    all.forEach(to -> to.source(name));
  }

  @Override
  public void sending(MailboxName mailbox, int messages, long octets) {
    all.forEach(to -> to.sending(mailbox, messages, octets));
  }

  @Override
  public void octetsSent(long octets) {
    all.forEach(to -> to.octetsSent(octets));
  }

  @Override
  public void stored(MailboxName mailbox, int messages, long octets, String how, Tally tally) {
    all.forEach(to -> to.stored(mailbox, messages, octets, how, tally));
  }

  @Override
  public void already(SourceMessage message, Tally tally) {
    all.forEach(to -> to.already(message, tally));
  }

  @Override
  public void leftOut(SourceMessage message, String reason, Tally tally) {
    all.forEach(to -> to.leftOut(message, reason, tally));
  }

  @Override
  public void refused(
      SourceMessage message, MailboxName mailbox, String reason, Optional<Path> file, Tally tally) {
    all.forEach(to -> to.refused(message, mailbox, reason, file, tally));
  }

  @Override
  public void note(String text) {
    all.forEach(to -> to.note(text));
  }

  @Override
  public void waiting(Duration pause, String why) {
    all.forEach(to -> to.waiting(pause, why));
  }

  @Override
  public void finished(Tally tally, String status, Optional<String> reason) {
    all.forEach(to -> to.finished(tally, status, reason));
  }
}
