package org.sheafmail.cli.upload;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.upload.Intent.Entry;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;

/// What of one source is on one account, for certain.
///
/// Before messages are sent an *intent* is written and made durable: which mailbox, its UIDVALIDITY
/// and UIDNEXT, size and digest of each message. Afterwards its *outcome* is written. An intent
/// without outcome is what a crash or a cut connection leaves behind; [Settlement] finds out by
/// looking at the mailbox, before anything else is sent. There is never more than one.
///
/// A message is known by its digest, not by its place: an mbox may be compacted and a Maildir
/// renamed between two runs. A digest that occurs twice in the source counts twice.
///
/// The lines, after a first one that names the format:
///
/// ```
/// for SOURCE ACCOUNT
/// intent ID SECONDS MAILBOX UIDVALIDITY UIDNEXT whole|each COUNT
/// message SIZE DIGEST DATE|- MESSAGE-ID|-          (COUNT times)
/// stored ID UIDVALIDITY|- INDEXES                  (which of the messages, from 1)
/// refused ID                                       (none of them)
/// ```
final class Ledger implements AutoCloseable {
  private static final String FORMAT = "sheaf-ledger 1";

  private final LedgerLines lines;
  private final Clock clock;
  private final DigestCounts stored = new DigestCounts();
  private final Map<MailboxName, Integer> mailboxes = new HashMap<>();
  private final Map<MailboxName, Long> validities = new HashMap<>();
  private @Nullable Intent unsettled;
  private long lastId;

  /// The reader's state: an intent whose messages are still being read.
  private final List<Entry> entries = new ArrayList<>();

  private @Nullable Intent reading;
  private int entriesMissing;
  private boolean begun;

  private Ledger(Path file, Clock clock) throws IOException {
    this.clock = clock;
    this.lines = LedgerLines.open(file, this::read);
    if (reading != null) {
      // The crash came while the intent was written, so nothing of it was sent.
      reading = null;
      entries.clear();
    }
  }

  /// Opens the ledger in `file`, or begins one.
  static Ledger open(Path file, String source, String account, Clock clock) throws IOException {
    Ledger ledger = new Ledger(file, clock);
    if (!ledger.begun) {
      ledger.lines.add(FORMAT);
      ledger.lines.add("for " + encoded(source) + " " + encoded(account));
      ledger.lines.sync();
      ledger.begun = true;
    }
    return ledger;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private void read(String line) {
    String[] words = line.split(" ", -1);
    switch (words[0]) {
      case "sheaf-ledger" -> {
        if (!line.equals(FORMAT)) {
          throw new IllegalStateException("a ledger of another version: " + line);
        }
        begun = true;
      }
      case "for" -> {
        // For people who look into the file.
      }
      case "intent" -> readIntent(words);
      case "message" -> readMessage(words);
      case "stored" -> readStored(words);
      case "refused" -> unsettled = null;
      default -> throw new IllegalStateException("not a line of a ledger: " + line);
    }
  }

  private void readIntent(String[] words) {
    lastId = Long.parseLong(words[1]);
    entries.clear();
    entriesMissing = Integer.parseInt(words[7]);
    reading =
        new Intent(
            lastId,
            Instant.ofEpochSecond(Long.parseLong(words[2])),
            mailboxOf(words[3]),
            new Position(Long.parseLong(words[4]), Long.parseLong(words[5])),
            words[6].equals("whole"),
            List.of());
  }

  private void readMessage(String[] words) {
    entries.add(
        new Entry(
            Long.parseLong(words[1]),
            Digest.parse(words[2]),
            words[3].equals("-") ? Optional.empty() : Optional.of(OffsetDateTime.parse(words[3])),
            words[4].equals("-") ? Optional.empty() : Optional.of(decoded(words[4]))));
    Intent head = reading;
    if (head != null && --entriesMissing == 0) {
      unsettled =
          new Intent(head.id(), head.at(), head.mailbox(), head.before(), head.whole(), entries);
      reading = null;
      entries.clear();
    }
  }

  private void readStored(String[] words) {
    Intent intent = unsettled;
    if (intent == null || intent.id() != Long.parseLong(words[1])) {
      throw new IllegalStateException("an outcome without its intent: " + words[1]);
    }
    OptionalLong validity =
        words[2].equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(words[2]));
    count(intent, validity, indexes(words[3]));
    unsettled = null;
  }

  private void count(Intent intent, OptionalLong uidValidity, UidSet indexes) {
    validities.put(intent.mailbox(), uidValidity.orElse(intent.before().uidValidity()));
    int mailbox = number(intent.mailbox());
    indexes.stream()
        .forEach(index -> stored.add(mailbox, intent.messages().get((int) index - 1).digest()));
  }

  private int number(MailboxName mailbox) {
    return mailboxes.computeIfAbsent(mailbox, _ -> mailboxes.size() + 1);
  }

  private static UidSet indexes(String text) {
    List<UidSet.Range> ranges = new ArrayList<>();
    for (String range : text.split(",", -1)) {
      String[] ends = range.split(":", -1);
      ranges.add(new UidSet.Range(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1])));
    }
    return new UidSet(ranges);
  }

  private static String text(MailboxName mailbox) {
    return String.join("/", mailbox.levels().stream().map(Ledger::encoded).toList());
  }

  private static MailboxName mailboxOf(String text) {
    return new MailboxName(List.of(text.split("/", -1)).stream().map(Ledger::decoded).toList());
  }

  /// Takes one message that an earlier run has stored; false if there is none, or no more, like it.
  boolean claim(MailboxName mailbox, Digest digest) {
    return stored.take(number(mailbox), digest);
  }

  /// The UIDVALIDITY under which messages of this source were stored in the mailbox.
  OptionalLong uidValidity(MailboxName mailbox) {
    Long validity = validities.get(mailbox);
    return validity == null ? OptionalLong.empty() : OptionalLong.of(validity);
  }

  /// The intent whose outcome is not known.
  Optional<Intent> unsettled() {
    return Optional.ofNullable(unsettled);
  }

  /// Writes down what is about to be sent. It is durable when this returns.
  Intent intend(MailboxName mailbox, Position before, boolean whole, List<Entry> messages)
      throws IOException {
    if (unsettled != null) {
      throw new IllegalStateException("intent " + lastId + " has no outcome yet");
    }
    Intent intent = new Intent(++lastId, clock.instant(), mailbox, before, whole, messages);
    lines.add(
        String.join(
            " ",
            "intent",
            Long.toString(intent.id()),
            Long.toString(intent.at().getEpochSecond()),
            text(mailbox),
            Long.toString(before.uidValidity()),
            Long.toString(before.uidNext()),
            whole ? "whole" : "each",
            Integer.toString(messages.size())));
    for (Entry message : messages) {
      lines.add(
          String.join(
              " ",
              "message",
              Long.toString(message.size()),
              message.digest().toString(),
              message.internalDate().map(OffsetDateTime::toString).orElse("-"),
              message.messageId().map(Ledger::shortened).map(Ledger::encoded).orElse("-")));
    }
    lines.sync();
    unsettled = intent;
    return intent;
  }

  /// A Message-ID is compared only as far as this: mail has been seen with kilobytes of it.
  static String shortened(String messageId) {
    return messageId.length() <= 500 ? messageId : messageId.substring(0, 500);
  }

  /// Settles what an earlier run has left behind; what of it is stored can be claimed.
  void settleEarlier(Settling settling) throws IOException, StoppedException, InterruptedException {
    Intent intent = unsettled;
    if (intent != null) {
      UidSet present = settling.settle(intent);
      if (!present.isEmpty()) {
        count(intent, OptionalLong.empty(), present);
      }
    }
  }

  /// Finds out about an intent and writes its outcome down.
  @FunctionalInterface
  interface Settling {
    UidSet settle(Intent intent) throws IOException, StoppedException, InterruptedException;
  }

  /// Writes down which messages of the intent are in the mailbox, counted from 1.
  ///
  /// Not synced: should the line be lost in a crash, the mailbox is looked at once more.
  void stored(Intent intent, OptionalLong uidValidity, UidSet indexes) throws IOException {
    if (indexes.isEmpty()) {
      refused(intent);
      return;
    }
    String validity = uidValidity.isPresent() ? Long.toString(uidValidity.getAsLong()) : "-";
    lines.add("stored " + intent.id() + " " + validity + " " + indexes);
    lines.write();
    validities.put(intent.mailbox(), uidValidity.orElse(intent.before().uidValidity()));
    unsettled = null;
  }

  /// Writes down that no message of the intent is in the mailbox.
  void refused(Intent intent) throws IOException {
    lines.add("refused " + intent.id());
    lines.write();
    unsettled = null;
  }

  @Override
  public void close() throws IOException {
    lines.sync();
    lines.close();
  }
}
