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
import java.util.LinkedHashMap;
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
/// looking at the mailbox, before anything else is sent. There is never more than one for each
/// mailbox.
///
/// A message of a file is known by its digest, not by its place: an mbox may be compacted and a
/// Maildir renamed between two runs. A digest that occurs twice in the source counts twice. A
/// message of another account is known by its UID there, for its octets should not be fetched only
/// to find that they are stored already.
///
/// Safe for several threads that send to different mailboxes: one lock guards all of it, and is
/// held while a line is made durable.
///
/// The lines, after a first one that names the format:
///
/// ```
/// for SOURCE ACCOUNT
/// intent ID SECONDS MAILBOX UIDVALIDITY UIDNEXT whole|each COUNT
/// message SIZE DIGEST DATE|- MESSAGE-ID|- [IDENTITY]    (COUNT times)
/// stored ID UIDVALIDITY|- INDEXES                  (which of the messages, from 1)
/// refused ID                                       (none of them)
/// source MAILBOX UIDVALIDITY                       (a mailbox of the account that is read)
/// ```
final class Ledger implements Upload.Stored, AutoCloseable {
  private static final String FORMAT = "sheaf-ledger 1";

  private final LedgerLines lines;
  private final Clock clock;
  private final DigestCounts stored = new DigestCounts();
  private final Map<MailboxName, Integer> mailboxes = new HashMap<>();
  private final Map<MailboxName, Long> validities = new HashMap<>();
  private final Map<Long, Intent> unsettled = new LinkedHashMap<>();
  private final Map<MailboxName, Long> sources = new HashMap<>();
  private long lastId;

  /// The reader's state: an intent whose messages are still being read.
  private final List<Entry> entries = new ArrayList<>();

  private @Nullable Intent reading;
  private int entriesMissing;
  private boolean begun;

  private Ledger(Path file, Clock clock, LedgerDisk disk) throws IOException {
    this.clock = clock;
    this.lines = LedgerLines.open(file, disk, this::read);
    if (reading != null) {
      // The crash came while the intent was written, so nothing of it was sent.
      reading = null;
      entries.clear();
    }
  }

  /// Opens the ledger in `file`, or begins one.
  static Ledger open(Path file, String source, String account, Clock clock, LedgerDisk disk)
      throws IOException {
    Ledger ledger = new Ledger(file, clock, disk);
    try {
      ledger.begin(source, account);
      return ledger;
    } catch (IOException | RuntimeException e) {
      ledger.lines.close();
      throw e;
    }
  }

  /// What the ledger in `file` knows, of which nobody else has it open. Nothing is written to it.
  static Upload.Earlier look(Path file) throws IOException {
    try (Ledger ledger = new Ledger(file, Clock.systemUTC(), LedgerDisk.REAL)) {
      int unsettled =
          ledger.unsettled.values().stream().mapToInt(open -> open.messages().size()).sum();
      return new Upload.Earlier(ledger.new Look(), unsettled);
    }
  }

  /// Takes messages without a word in the file.
  private final class Look implements Upload.Stored {
    @Override
    public boolean claim(MailboxName mailbox, Digest identity) {
      return Ledger.this.claim(mailbox, identity);
    }

    @Override
    public void sourceIs(MailboxName mailbox, long uidValidity) throws IOException {
      requireSource(mailbox, sources.getOrDefault(mailbox, uidValidity), uidValidity);
    }
  }

  private void begin(String source, String account) throws IOException {
    if (!begun) {
      lines.add(FORMAT);
      lines.add("for " + encoded(source) + " " + encoded(account));
      lines.sync();
      begun = true;
    }
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
      case "source" -> sources.put(mailboxOf(words[1]), Long.parseLong(words[2]));
      case "refused" -> unsettled.remove(Long.parseLong(words[1]));
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
            words[4].equals("-") ? Optional.empty() : Optional.of(decoded(words[4])),
            Digest.parse(words[words.length == 6 ? 5 : 2])));
    Intent head = reading;
    if (head != null && --entriesMissing == 0) {
      unsettled.put(
          head.id(),
          new Intent(head.id(), head.at(), head.mailbox(), head.before(), head.whole(), entries));
      reading = null;
      entries.clear();
    }
  }

  private void readStored(String[] words) {
    Intent intent = unsettled.remove(Long.parseLong(words[1]));
    if (intent == null) {
      throw new IllegalStateException("an outcome without its intent: " + words[1]);
    }
    OptionalLong validity =
        words[2].equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(words[2]));
    count(intent, validity, indexes(words[3]));
  }

  private void count(Intent intent, OptionalLong uidValidity, UidSet indexes) {
    validities.put(intent.mailbox(), uidValidity.orElse(intent.before().uidValidity()));
    int mailbox = number(intent.mailbox());
    indexes.stream()
        .forEach(index -> stored.add(mailbox, intent.messages().get((int) index - 1).identity()));
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

  @Override
  public synchronized boolean claim(MailboxName mailbox, Digest identity) {
    return stored.take(number(mailbox), identity);
  }

  @Override
  public synchronized void sourceIs(MailboxName mailbox, long uidValidity) throws IOException {
    Long then = sources.put(mailbox, uidValidity);
    if (then == null) {
      lines.add("source " + text(mailbox) + " " + uidValidity);
      lines.write();
    } else {
      requireSource(mailbox, then, uidValidity);
    }
  }

  private static void requireSource(MailboxName mailbox, long then, long now)
      throws LedgerException {
    if (then != now) {
      throw new LedgerException(
          "the mailbox "
              + mailbox
              + " that is read has been made anew since the last run (UIDVALIDITY was "
              + then
              + ", is "
              + now
              + "), so nobody can tell what of it is copied: use --restart to copy all of it again");
    }
  }

  /// The UIDVALIDITY under which messages of this source were stored in the mailbox.
  synchronized OptionalLong uidValidity(MailboxName mailbox) {
    Long validity = validities.get(mailbox);
    return validity == null ? OptionalLong.empty() : OptionalLong.of(validity);
  }

  /// The intents whose outcome is not known.
  synchronized List<Intent> unsettled() {
    return List.copyOf(unsettled.values());
  }

  /// Writes down what is about to be sent. It is durable when this returns.
  synchronized Intent intend(
      MailboxName mailbox, Position before, boolean whole, List<Entry> messages)
      throws IOException {
    if (unsettled.values().stream().anyMatch(open -> open.mailbox().equals(mailbox))) {
      throw new IllegalStateException("an intent for " + mailbox + " has no outcome yet");
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
    messages.forEach(message -> lines.add(line(message)));
    lines.sync();
    unsettled.put(intent.id(), intent);
    return intent;
  }

  private static String line(Entry message) {
    String line =
        String.join(
            " ",
            "message",
            Long.toString(message.size()),
            message.digest().toString(),
            message.internalDate().map(OffsetDateTime::toString).orElse("-"),
            message.messageId().map(Ledger::shortened).map(Ledger::encoded).orElse("-"));
    return message.identity().equals(message.digest()) ? line : line + " " + message.identity();
  }

  /// A Message-ID is compared only as far as this: mail has been seen with kilobytes of it.
  static String shortened(String messageId) {
    return messageId.length() <= 500 ? messageId : messageId.substring(0, 500);
  }

  /// Settles what an earlier run has left behind; what of it is stored can be claimed.
  void settleEarlier(Settling settling) throws IOException, StoppedException, InterruptedException {
    for (Intent intent : unsettled()) {
      UidSet present = settling.settle(intent);
      if (!present.isEmpty()) {
        synchronized (this) {
          count(intent, OptionalLong.empty(), present);
        }
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
  synchronized void stored(Intent intent, OptionalLong uidValidity, UidSet indexes)
      throws IOException {
    if (indexes.isEmpty()) {
      refused(intent);
      return;
    }
    String validity = uidValidity.isPresent() ? Long.toString(uidValidity.getAsLong()) : "-";
    lines.add("stored " + intent.id() + " " + validity + " " + indexes);
    lines.write();
    validities.put(intent.mailbox(), uidValidity.orElse(intent.before().uidValidity()));
    unsettled.remove(intent.id());
  }

  /// Writes down that no message of the intent is in the mailbox.
  synchronized void refused(Intent intent) throws IOException {
    lines.add("refused " + intent.id());
    lines.write();
    unsettled.remove(intent.id());
  }

  @Override
  public synchronized void close() throws IOException {
    try (lines) {
      lines.sync();
    }
  }
}
