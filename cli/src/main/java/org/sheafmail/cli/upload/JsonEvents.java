package org.sheafmail.cli.upload;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// Writes what happens as lines of JSON, each with a `type`. The `summary` is written by whoever
/// knows that nothing follows it.
public final class JsonEvents implements UploadEvents {
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final Standing standing;
  private final LongSupplier nanoTime;
  private long last;
  private boolean over;

  /// @param standing tells how far it is, in a line every few seconds
  public JsonEvents(PrintStream out, Standing standing, LongSupplier nanoTime) {
    this.out = out;
    this.standing = standing;
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  /// Time has passed. Called by any thread.
  public synchronized void tick() {
    long now = nanoTime.getAsLong();
    if (!over && now - last >= PROGRESS_NANOS) {
      last = now;
      out.println(standing.json());
    }
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
  public synchronized void finished(Tally tally, String status, Optional<String> reason) {
    over = true; // No progress after the end.
  }

  /// The last line.
  ///
  /// @param status and `reason` as in [UploadEvents#finished]
  public static Json summary(Tally tally, String status, Optional<String> reason) {
    return Json.of("summary")
        .with("status", status)
        .with("found", tally.found())
        .with("stored", tally.stored())
        .with("octets", tally.storedOctets())
        .with("copied", tally.copied())
        .with("already", tally.already())
        .with("left-out", tally.leftOut())
        .with("refused", tally.refused())
        .with("reason", reason.orElse(""));
  }
}
