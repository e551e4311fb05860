package org.sheafmail.cli.upload;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// Writes what happens as lines of JSON, each with a `type`; the last is always the `summary`.
public final class JsonEvents implements UploadEvents {
  private final PrintStream out;

  public JsonEvents(PrintStream out) {
    this.out = out;
  }

  @Override
  public void planned(long messages, long octets) {
    out.println(Json.of("planned").with("messages", messages).with("octets", octets));
  }

  @Override
  public void source(String name) {
    out.println(Json.of("source").with("name", name));
  }

  @Override
  public void stored(MailboxName mailbox, int messages, long octets, String how, Tally tally) {
    out.println(
        Json.of("batch")
            .with("mailbox", mailbox.toString())
            .with("messages", messages)
            .with("octets", octets)
            .with("how", how)
            .with("stored", tally.stored()));
  }

  private static Json message(SourceMessage message, String outcome, String reason) {
    return Json.of("message")
        .with("outcome", outcome)
        .with("source", message.origin().file())
        .with("offset", message.origin().offset())
        .with("message-id", message.messageId().orElse(""))
        .with("size", message.size())
        .with("reason", reason);
  }

  @Override
  public void leftOut(SourceMessage message, String reason, Tally tally) {
    out.println(message(message, "left-out", reason));
  }

  @Override
  public void refused(
      SourceMessage message, MailboxName mailbox, String reason, Optional<Path> file, Tally tally) {
    out.println(
        message(message, "refused", reason)
            .with("mailbox", mailbox.toString())
            .with("file", file.map(Path::toString).orElse("")));
  }

  @Override
  public void note(String text) {
    out.println(Json.of("note").with("text", text));
  }

  @Override
  public void waiting(Duration pause, String why) {
    out.println(Json.of("waiting").with("milliseconds", pause.toMillis()).with("reason", why));
  }

  @Override
  public void finished(Tally tally, String status, Optional<String> reason) {
    out.println(
        Json.of("summary")
            .with("status", status)
            .with("found", tally.found())
            .with("stored", tally.stored())
            .with("octets", tally.storedOctets())
            .with("copied", tally.copied())
            .with("already", tally.already())
            .with("left-out", tally.leftOut())
            .with("refused", tally.refused())
            .with("reason", reason.orElse("")));
    out.flush();
  }
}
