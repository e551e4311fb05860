package org.sheafmail.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How fast a large mailbox is opened, listed, searched and changed.
final class MailboxSection {
  private static final int MESSAGE_SIZE = 1024;
  private static final int FILL_BATCH = 10_000;
  private static final String MAILBOX = "large";
  private static final List<String> SEARCHES =
      List.of(
          "UNSEEN",
          "LARGER 1000 SINCE 1-Jan-2020",
          "FROM writer7@example.org",
          "SUBJECT \"message 77\"",
          "HEADER Message-ID 777.",
          "TEXT notthere");

  private final Options options;
  private final Report report;
  private final Messages messages = new Messages(MESSAGE_SIZE);
  private final Map<String, Boolean> filled = new HashMap<>();

  MailboxSection(Options options, Report report) {
    this.options = options;
    this.report = report;
  }

  void run(List<Target.ImapServer> targets) throws IOException {
    report.heading(
        "A mailbox of %d messages of %d octets".formatted(options.mailbox, MESSAGE_SIZE));
    report.operations(new Rounds(options).interleave(targets, this::once));
  }

  private Map<String, Long> once(Target.ImapServer target, int round) throws IOException {
    try (ImapConnection imap = target.connect(0)) {
      if (filled.put(target.name(), true) == null) {
        imap.command("CREATE " + MAILBOX);
        fill(imap, options.mailbox);
      }
      Map<String, Long> nanos = new LinkedHashMap<>();
      time(nanos, imap, "SELECT " + MAILBOX, 0);
      time(nanos, imap, "FETCH 1:* (UID FLAGS)", options.mailbox);
      for (String keys : SEARCHES) {
        time(nanos, imap, "UID SEARCH " + keys, 1);
      }
      time(nanos, imap, "STORE 1:* +FLAGS (\\Seen)", options.mailbox);
      imap.command("STORE 1:* -FLAGS.SILENT (\\Seen)");
      copyAndExpunge(nanos, imap, "copy" + round);
      return nanos;
    }
  }

  private void copyAndExpunge(Map<String, Long> nanos, ImapConnection imap, String target)
      throws IOException {
    int tenth = options.mailbox / 10;
    imap.command("CREATE " + target);
    long start = System.nanoTime();
    imap.command("COPY 1:" + tenth + " " + target);
    nanos.put("COPY of " + tenth, System.nanoTime() - start);
    imap.command("STORE 1:" + tenth + " +FLAGS.SILENT (\\Deleted)");
    start = System.nanoTime();
    ImapConnection.Reply reply = imap.command("EXPUNGE");
    nanos.put("EXPUNGE of " + tenth, System.nanoTime() - start);
    demand(reply, "EXPUNGE", tenth);
    imap.command("CLOSE");
    imap.command("DELETE " + target);
    fill(imap, tenth);
  }

  private void fill(ImapConnection imap, int count) throws IOException {
    for (int left = count; left > 0; left -= FILL_BATCH) {
      imap.append(MAILBOX, messages, Math.min(left, FILL_BATCH));
    }
  }

  private static void time(Map<String, Long> nanos, ImapConnection imap, String command, int lines)
      throws IOException {
    long start = System.nanoTime();
    ImapConnection.Reply reply = imap.command(command);
    nanos.put(command, System.nanoTime() - start);
    demand(reply, command, lines);
  }

  /// A server that answers less than it should must not look fast.
  private static void demand(ImapConnection.Reply reply, String command, int lines)
      throws IOException {
    if (reply.untagged() < lines) {
      throw new IOException(
          command + " was answered with " + reply.untagged() + " lines, not " + lines);
    }
  }
}
