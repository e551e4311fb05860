package org.sheafmail.e2e.load;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.sheafmail.e2e.ImapTalk;

/// Looks at the common `INBOX` while the others work on it: no batch is ever seen in part.
final class Reading implements Workload {
  private static final List<String> QUESTIONS =
      List.of(
          "UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE)",
          "UID FETCH 1:* (ENVELOPE)",
          "UID FETCH 1:* (BODYSTRUCTURE)",
          "UID FETCH 1:* (BODY.PEEK[HEADER])",
          "UID FETCH * (BODY.PEEK[]<100.2000>)",
          "UID SEARCH SUBJECT \"message 1 of\" LARGER 3000",
          "SEARCH UNSEEN UNDELETED",
          "STATUS INBOX (MESSAGES UNSEEN UIDNEXT SIZE)",
          "LIST \"\" *",
          "NOOP");

  private final Set<String> seen;
  private final Tally tally;

  /// @param seen takes the names of the batches that were looked at
  Reading(Set<String> seen, Tally tally) {
    this.seen = seen;
    this.tally = tally;
  }

  @Override
  public void prepare(ImapTalk talk) {}

  @Override
  public void step(ImapTalk talk, Random random) throws IOException {
    Answers.ok(talk, "SELECT INBOX");
    Answers.ok(talk, QUESTIONS.get(random.nextInt(QUESTIONS.size())));
    Answers.ok(talk, "SELECT INBOX");
    look(Answers.ok(talk, "UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)])").untagged());
    tally.count("looks at all of a mailbox");
  }

  private void look(List<String> responses) {
    Map<String, Integer> messages = new HashMap<>();
    Map<String, Integer> wanted = new HashMap<>();
    for (String response : responses) {
      if (response.contains("Subject: ")) {
        LoadMessage message = LoadMessage.ofHead(response);
        messages.merge(message.batchName(), 1, Integer::sum);
        wanted.put(message.batchName(), message.count());
      }
    }
    messages.forEach((batch, count) -> {
      // A batch may be there more than once, moved back and forth.
      if (count % wanted.get(batch) != 0) {
        throw new AssertionError(count + " of " + wanted.get(batch) + " messages of " + batch);
      }
    });
    seen.addAll(messages.keySet());
  }

  @Override
  public void check(Findings found) {}
}
