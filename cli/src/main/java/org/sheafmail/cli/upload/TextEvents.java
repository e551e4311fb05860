package org.sheafmail.cli.upload;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// Tells a person what happens, in lines; refused messages and the summary always.
public final class TextEvents implements UploadEvents {
  /// How much is told.
  public enum Detail {
    /// What went wrong.
    QUIET,
    /// What a person wants to know.
    USUAL,
    /// Each batch besides.
    VERBOSE
  }

  private final PrintStream out;
  private final PrintStream err;
  private final StatusLine status;
  private final Detail detail;

  /// @param out takes the summary
  /// @param err takes what `status` does not
  public TextEvents(PrintStream out, PrintStream err, StatusLine status, Detail detail) {
    this.out = out;
    this.err = err;
    this.status = status;
    this.detail = detail;
  }

  @Override
  public void source(String name) {
    line("Reading " + name);
  }

  @Override
  public void stored(MailboxName mailbox, int messages, long octets, String how, Tally tally) {
    if (how.equals("settled")) {
      line(
          Sizes.count(messages, "message")
              + " had arrived in "
              + mailbox
              + " before the connection was cut.");
    } else if (detail == Detail.VERBOSE) {
      line(
          Sizes.count(messages, "message")
              + " "
              + how
              + " in "
              + mailbox
              + ", "
              + Sizes.octets(octets));
    }
  }

  @Override
  public void leftOut(SourceMessage message, String reason, Tally tally) {
    line("Left out: " + message.origin() + ": " + reason);
  }

  @Override
  public void refused(
      SourceMessage message, MailboxName mailbox, String reason, Optional<Path> file, Tally tally) {
    status.line(
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
  public void finished(Tally tally, String outcome, Optional<String> reason) {
    status.clear();
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
    boolean nothingYet = tally.found() == 0 && reason.isPresent();
    if (detail != Detail.QUIET && !nothingYet) {
      out.println(text);
    }
    reason.ifPresent(why -> err.println("Stopped: " + why));
    out.flush();
  }

  private void line(String text) {
    if (detail != Detail.QUIET) {
      status.line(text);
    }
  }
}
