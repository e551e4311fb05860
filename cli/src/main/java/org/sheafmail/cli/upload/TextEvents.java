package org.sheafmail.cli.upload;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// Tells a person: on a terminal one line that is redrawn, elsewhere a line now and then; refused
/// messages and the summary always.
public final class TextEvents implements UploadEvents {
  private static final long REDRAW_NANOS = 200_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean redraw;
  private final LongSupplier nanoTime;
  private final long start;
  private long last;
  private int drawn;

  /// @param out takes the summary
  /// @param err takes everything else
  /// @param redraw true on a terminal
  public TextEvents(PrintStream out, PrintStream err, boolean redraw, LongSupplier nanoTime) {
    this.out = out;
    this.err = err;
    this.redraw = redraw;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.last = start;
  }

  @Override
  public void source(String name) {
    line("Reading " + name);
  }

  @Override
  public void stored(MailboxName mailbox, int messages, long octets, String how, Tally tally) {
    if (how.equals("settled")) {
      line(messages + " messages had arrived in " + mailbox + " before the connection was cut.");
    }
    progress(mailbox.toString(), tally);
  }

  @Override
  public void already(SourceMessage message, Tally tally) {
    progress(message.mailbox().toString(), tally);
  }

  @Override
  public void leftOut(SourceMessage message, String reason, Tally tally) {
    line("Left out: " + message.origin() + ": " + reason);
  }

  @Override
  public void refused(
      SourceMessage message, MailboxName mailbox, String reason, Optional<Path> file, Tally tally) {
    line(
        "Refused: "
            + message.origin()
            + message.messageId().map(id -> " " + id).orElse("")
            + ", "
            + Sizes.octets(message.size())
            + ", for "
            + mailbox
            + ": "
            + reason
            + file.map(path -> " (kept in " + path + ")").orElse(""));
  }

  @Override
  public void note(String text) {
    line(text);
  }

  @Override
  public void waiting(Duration pause, String why) {
    line("Waiting " + pause.toMillis() / 1000.0 + " s: " + why);
  }

  @Override
  public void finished(Tally tally, String status, Optional<String> reason) {
    erase();
    StringBuilder text = new StringBuilder();
    text.append(Sizes.count(tally.stored(), "message")).append(" stored");
    text.append(" (").append(Sizes.octets(tally.storedOctets())).append(')');
    if (tally.copied() > 0) {
      text.append(", ").append(tally.copied()).append(" of them copied on the server");
    }
    if (tally.already() > 0) {
      text.append(", ").append(tally.already()).append(" stored by an earlier run");
    }
    if (tally.leftOut() > 0) {
      text.append(", ").append(tally.leftOut()).append(" left out");
    }
    text.append(", ").append(tally.refused()).append(" refused.");
    out.println(text);
    reason.ifPresent(why -> err.println("Stopped: " + why));
    out.flush();
  }

  private void progress(String mailbox, Tally tally) {
    long now = nanoTime.getAsLong();
    if (now - last < (redraw ? REDRAW_NANOS : LINE_NANOS)) {
      return;
    }
    last = now;
    double seconds = Math.max(1, now - start) / 1e9;
    String text =
        String.format(
            Locale.ROOT,
            "%,d messages, %s, %,.0f/s, %s/s%s - %s",
            tally.stored() + tally.already(),
            Sizes.octets(tally.storedOctets()),
            (tally.stored() + tally.already()) / seconds,
            Sizes.octets((long) (tally.storedOctets() / seconds)),
            tally.refused() == 0 ? "" : ", " + tally.refused() + " refused",
            mailbox);
    if (redraw) {
      erase();
      err.print(text);
      err.flush();
      drawn = text.length();
    } else {
      err.println(text);
    }
  }

  private void line(String text) {
    erase();
    err.println(text);
  }

  private void erase() {
    if (drawn > 0) {
      err.print("\r" + " ".repeat(drawn) + "\r");
      drawn = 0;
    }
  }
}
