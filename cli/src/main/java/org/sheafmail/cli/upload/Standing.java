package org.sheafmail.cli.upload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// How far an upload is: listens to what happens, and tells anybody at any time.
public final class Standing implements UploadEvents {
  private static final int BAR_WIDTH = 20;
  private static final double NANOS = 1e9;

  private final LongSupplier nanoTime;
  private long start;
  private boolean planned;
  private long messagesToCome;
  private long octetsToCome;
  private long messagesDone;
  private long octetsDone;
  private long octetsStored;
  private long octetsUnderWay;
  private long refused;
  private String mailbox = "";
  private String waiting = "";

  public Standing(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public synchronized void planned(long messages, long octets) {
    planned = true;
    messagesToCome = messages;
    octetsToCome = octets;
    start = nanoTime.getAsLong();
  }

  @Override
  public synchronized void sending(MailboxName to, int messages, long octets) {
    mailbox = to.toString();
    waiting = "";
  }

  @Override
  public synchronized void octetsSent(long octets) {
    octetsUnderWay += octets;
  }

  @Override
  public synchronized void stored(
      MailboxName to, int messages, long octets, String how, Tally tally) {
    if (!how.equals("copied")) {
      // Several connections may be at it: what the others have under way stays.
      octetsUnderWay = Math.max(0, octetsUnderWay - octets);
      messagesDone += messages;
      octetsDone += octets;
      octetsStored += octets;
    }
  }

  @Override
  public synchronized void already(SourceMessage message, Tally tally) {
    done(message);
  }

  @Override
  public synchronized void leftOut(SourceMessage message, String reason, Tally tally) {
    if (!(message.verdict() instanceof SourceMessage.LeftOut)) {
      done(message); // What the source itself leaves out was never planned.
    }
  }

  @Override
  public synchronized void refused(
      SourceMessage message, MailboxName to, String reason, Optional<Path> file, Tally tally) {
    refused = tally.refused();
    octetsUnderWay = 0; // They were for nothing.
    if (message.verdict() instanceof SourceMessage.Send) {
      done(message);
    }
  }

  private void done(SourceMessage message) {
    messagesDone++;
    octetsDone += message.size();
  }

  @Override
  public synchronized void waiting(Duration pause, String why) {
    waiting = why;
    octetsUnderWay = 0;
  }

  /// Octets in a second, so far.
  private double rate() {
    return (octetsStored + octetsUnderWay) * NANOS / Math.max(1, nanoTime.getAsLong() - start);
  }

  /// How long it will still take, in seconds; none while there is nothing to go by.
  private OptionalLong secondsLeft() {
    double rate = rate();
    long left = octetsToCome - octetsDone - octetsUnderWay;
    return planned && rate > 0 && left >= 0
        ? OptionalLong.of((long) Math.ceil(left / rate))
        : OptionalLong.empty();
  }

  /// In one line, for a person.
  public synchronized String text() {
    StringBuilder text = new StringBuilder();
    if (planned && octetsToCome > 0) {
      double share = Math.min(1, (double) (octetsDone + octetsUnderWay) / octetsToCome);
      int filled = (int) (share * BAR_WIDTH);
      text.append('[').append("#".repeat(filled)).append(" ".repeat(BAR_WIDTH - filled));
      text.append(String.format(Locale.ROOT, "] %d%% ", (int) (share * 100)));
      text.append(String.format(Locale.ROOT, "%,d of %,d", messagesDone, messagesToCome));
    } else {
      text.append(Sizes.count(messagesDone, "message"));
    }
    text.append(", ").append(Sizes.octets(octetsDone + octetsUnderWay));
    text.append(", ").append(Sizes.octets((long) rate())).append("/s");
    secondsLeft().ifPresent(s -> text.append(", ").append(duration(s)).append(" left"));
    if (refused > 0) {
      text.append(", ").append(refused).append(" refused");
    }
    if (!waiting.isEmpty()) {
      text.append(", waiting: ").append(waiting);
    } else if (!mailbox.isEmpty()) {
      text.append(", ").append(mailbox);
    }
    return text.toString();
  }

  /// In one line, for a program.
  synchronized Json json() {
    Json json =
        Json.of("progress")
            .with("messages", messagesDone)
            .with("octets", octetsDone + octetsUnderWay)
            .with("messages-to-come", messagesToCome)
            .with("octets-to-come", octetsToCome)
            .with("octets-per-second", (long) rate())
            .with("refused", refused)
            .with("mailbox", mailbox);
    secondsLeft().ifPresent(seconds -> json.with("seconds-left", seconds));
    return json;
  }

  private static String duration(long seconds) {
    long hours = seconds / 3600;
    String rest = String.format(Locale.ROOT, "%02d:%02d", seconds / 60 % 60, seconds % 60);
    return hours > 0 ? hours + ":" + rest : rest;
  }
}
