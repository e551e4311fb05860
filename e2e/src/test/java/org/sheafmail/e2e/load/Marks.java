package org.sheafmail.e2e.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.sheafmail.e2e.ImapTalk;

/// Gives all messages of a mailbox the same keyword, and then another one: one command is one
/// change, so they never differ.
final class Marks implements Workload {
  private static final int MESSAGES = 12;
  private static final int KEYWORDS = 40;
  private static final Pattern MARK = Pattern.compile("FLAGS \\(([^)]*)\\)");

  private final String mailbox;
  private final Tally tally;
  private String mark = "";
  private String next = "";

  Marks(String name, Tally tally) {
    this.mailbox = "marks-" + name;
    this.tally = tally;
  }

  @Override
  public void prepare(ImapTalk talk) throws IOException {
    Answers.ok(talk, "CREATE " + mailbox);
    List<byte[]> messages = new ArrayList<>();
    for (int i = 1; i <= MESSAGES; i++) {
      messages.add(new LoadMessage(mailbox, 1, i, MESSAGES, 100).octets());
    }
    Answers.ok("APPEND", talk.append(mailbox, messages));
  }

  @Override
  public void step(ImapTalk talk, Random random) throws IOException {
    Answers.ok(talk, "SELECT " + mailbox);
    for (int i = random.nextInt(10); i >= 0; i--) {
      next = "k" + random.nextInt(KEYWORDS);
      Answers.ok(talk, "STORE 1:* FLAGS.SILENT (" + next + ")");
      mark = next;
      tally.count("mailboxes marked");
    }
  }

  @Override
  public void check(Findings found) throws IOException {
    Answers.ok(found.talk(), "EXAMINE " + mailbox);
    String answer = Answers.ok(found.talk(), "FETCH 1:* FLAGS").all();
    List<String> marks =
        MARK.matcher(answer)
            .results()
            .map(match -> match.group(1).replace("\\Recent", "").strip())
            .toList();
    boolean asOne = marks.size() == MESSAGES && marks.stream().distinct().count() == 1;
    if (!asOne || !List.of(mark, next).contains(marks.getFirst())) {
      throw new AssertionError(mailbox + " has " + marks + ", not all " + mark + " or " + next);
    }
    mark = marks.getFirst();
    next = mark;
  }
}
