package org.sheafmail.e2e.load;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sheafmail.e2e.ImapTalk;

/// What the server shows after a restart, read once for everyone who wants to compare.
final class Findings {
  private static final Pattern STATUS =
      Pattern.compile("MESSAGES (\\d+) UIDNEXT (\\d+) UIDVALIDITY (\\d+)");
  private static final Pattern UID = Pattern.compile("FETCH \\(UID (\\d+) BODY\\[] \\{\\d+}\r\n");

  private final ImapTalk talk;
  private final Memory memory;
  private final Map<String, Map<Long, LoadMessage>> read = new TreeMap<>();

  /// What was ever seen of mailboxes, over all restarts.
  static final class Memory {
    private final Map<String, Long> uidValidity = new ConcurrentHashMap<>();
    private final Map<String, Long> uidNext = new ConcurrentHashMap<>();
    private final Map<String, LoadMessage> messages = new ConcurrentHashMap<>();

    /// The server has told of a message with that UID.
    void told(String mailbox, long uid, LoadMessage message) {
      uidNext.merge(mailbox, uid + 1, Math::max);
      LoadMessage before = messages.put(mailbox + " " + uid, message);
      if (before != null && !before.equals(message)) {
        throw new AssertionError(
            "UID " + uid + " of " + mailbox + " was " + before + " and is " + message);
      }
    }
  }

  Findings(ImapTalk talk, Memory memory) {
    this.talk = talk;
    this.memory = memory;
  }

  ImapTalk talk() {
    return talk;
  }

  /// All messages of a mailbox by UID, each compared octet for octet.
  Map<Long, LoadMessage> messages(String mailbox) throws IOException {
    Map<Long, LoadMessage> known = read.get(mailbox);
    if (known == null) {
      known = fetch(mailbox);
      read.put(mailbox, known);
    }
    return known;
  }

  private Map<Long, LoadMessage> fetch(String mailbox) throws IOException {
    Map<Long, LoadMessage> found = new TreeMap<>();
    Answers.ok(talk, "SELECT " + mailbox);
    for (String response : Answers.ok(talk, "UID FETCH 1:* (UID BODY.PEEK[])").untagged()) {
      Matcher uid = UID.matcher(response);
      if (uid.find()) {
        String text = response.substring(uid.end(), response.length() - ")\r\n".length());
        found.put(Long.valueOf(uid.group(1)), LoadMessage.of(text));
      }
    }
    checkNumbers(mailbox, found.size());
    found.forEach((uid, message) -> memory.told(mailbox, uid, message));
    return found;
  }

  private void checkNumbers(String mailbox, int messages) throws IOException {
    String text = Answers.ok(talk, "STATUS " + mailbox + " (MESSAGES UIDNEXT UIDVALIDITY)").all();
    Matcher status = STATUS.matcher(text);
    if (!status.find() || Integer.parseInt(status.group(1)) != messages) {
      throw new AssertionError(messages + " messages were fetched, and yet " + text);
    }
    long uidNext = Long.parseLong(status.group(2));
    Long uidNextBefore = memory.uidNext.put(mailbox, uidNext);
    if (uidNextBefore != null && uidNext < uidNextBefore) {
      throw new AssertionError(mailbox + " had UIDNEXT " + uidNextBefore + ", and now " + text);
    }
    Long uidValidity = Long.valueOf(status.group(3));
    Long before = memory.uidValidity.put(mailbox, uidValidity);
    if (before != null && !before.equals(uidValidity)) {
      throw new AssertionError(mailbox + " had UIDVALIDITY " + before + ", and now " + text);
    }
  }
}
