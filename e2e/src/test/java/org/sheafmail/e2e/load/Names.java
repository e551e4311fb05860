package org.sheafmail.e2e.load;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sheafmail.e2e.ImapTalk;

/// Makes, renames and deletes mailboxes.
final class Names implements Workload {
  private static final int NAMES_MAX = 12;

  private final String parent;
  private final Pattern listed;
  private final Tally tally;
  private TreeSet<String> names = new TreeSet<>();
  private TreeSet<String> next = new TreeSet<>();
  private int last;

  Names(String name, Tally tally) {
    this.parent = "names-" + name;
    this.listed = Pattern.compile(Pattern.quote(parent) + "/(n\\d+)\r\n");
    this.tally = tally;
  }

  @Override
  public void prepare(ImapTalk talk) throws IOException {
    Answers.ok(talk, "CREATE " + parent);
  }

  @Override
  public void step(ImapTalk talk, Random random) throws IOException {
    next = new TreeSet<>(names);
    String fresh = "n" + ++last;
    String command;
    if (names.size() < 3 || (names.size() < NAMES_MAX && random.nextInt(3) == 0)) {
      next.add(fresh);
      command = "CREATE " + parent + "/" + fresh;
    } else {
      String old = List.copyOf(names).get(random.nextInt(names.size()));
      next.remove(old);
      command = "DELETE " + parent + "/" + old;
      if (random.nextBoolean()) {
        next.add(fresh);
        command = "RENAME " + parent + "/" + old + " " + parent + "/" + fresh;
      }
    }
    Answers.ok(talk, command);
    names = next;
    tally.count("mailboxes made, renamed or deleted");
  }

  @Override
  public void check(Findings found) throws IOException {
    String answer = Answers.ok(found.talk(), "LIST \"\" " + parent + "/*").all();
    TreeSet<String> there =
        listed
            .matcher(answer)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!there.equals(names) && !there.equals(next)) {
      throw new AssertionError(there + " are below " + parent + ", not " + names + " or " + next);
    }
    names = there;
    next = there;
  }
}
