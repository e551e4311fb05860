package org.sheafmail.e2e.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.ImapTalk.Answer;

/// Appends batches to the common `INBOX`, copies, moves and expunges them as wholes.
final class Batches implements Workload {
  private static final String INBOX = "INBOX";

  /// With more batches than this in a mailbox the oldest one goes.
  private static final int BATCHES_MAX = 8;

  private final String sender;
  private final String copies;
  private final Findings.Memory memory;
  private final Set<String> seen;
  private final Tally tally;

  /// Everything of ours that the server has said is there, by mailbox.
  private final Map<String, List<Run>> runs = new TreeMap<>();

  /// What the server has not answered.
  private @Nullable Change pending;

  private int lastBatch;

  /// A batch in a mailbox, its UIDs without a gap.
  private record Run(long firstUid, List<LoadMessage> messages) {
    long lastUid() {
      return firstUid + messages.size() - 1;
    }

    String uids() {
      return firstUid + ":" + lastUid();
    }
  }

  /// A batch goes from one place to another; it comes from or goes to nowhere if a name is `null`.
  private record Change(@Nullable String from, Run run, @Nullable String to) {}

  /// @param seen the batches that any client has seen in `INBOX`
  Batches(String sender, Findings.Memory memory, Set<String> seen, Tally tally) {
    this.sender = sender;
    this.copies = "copies-" + sender;
    this.memory = memory;
    this.seen = seen;
    this.tally = tally;
    runs.put(INBOX, new ArrayList<>());
    runs.put(copies, new ArrayList<>());
  }

  @Override
  public void prepare(ImapTalk talk) throws IOException {
    Answers.ok(talk, "CREATE " + copies);
  }

  @Override
  public void step(ImapTalk talk, Random random) throws IOException {
    String mailbox = random.nextInt(3) > 0 ? INBOX : copies;
    String other = mailbox.equals(INBOX) ? copies : INBOX;
    List<Run> there = runs.get(mailbox);
    if (there.size() >= BATCHES_MAX) {
      expunge(talk, mailbox, there.getFirst());
    } else if (there.isEmpty() || random.nextBoolean()) {
      append(talk, random);
    } else {
      Run run = there.get(random.nextInt(there.size()));
      transfer(talk, random.nextBoolean(), new Change(mailbox, run, other));
    }
  }

  private void append(ImapTalk talk, Random random) throws IOException {
    List<LoadMessage> batch = LoadMessage.batch(sender, ++lastBatch, random);
    pending = new Change(null, new Run(0, batch), INBOX);
    Answer answer = talk.append(INBOX, batch.stream().map(LoadMessage::octets).toList());
    added(INBOX, Answers.appended(Answers.ok("APPEND", answer)), batch);
    tally.count("batches appended");
    pending = null;
  }

  private void expunge(ImapTalk talk, String mailbox, Run run) throws IOException {
    Answers.ok(talk, "SELECT " + mailbox);
    Answers.ok(talk, "UID STORE " + run.uids() + " +FLAGS.SILENT (\\Deleted)");
    pending = new Change(mailbox, run, null);
    Answers.ok(talk, "UID EXPUNGE " + run.uids());
    runs.get(mailbox).remove(run);
    tally.count("batches expunged");
    pending = null;
  }

  private void transfer(ImapTalk talk, boolean move, Change change) throws IOException {
    Answers.ok(talk, "SELECT " + change.from());
    Change under = new Change(move ? change.from() : null, change.run(), change.to());
    pending = under;
    String command = (move ? "UID MOVE " : "UID COPY ") + change.run().uids() + " " + change.to();
    long first = Answers.copied(Answers.ok(talk, command));
    if (move) {
      runs.get(change.from()).remove(change.run());
    }
    added(String.valueOf(change.to()), first, change.run().messages());
    tally.count(move ? "batches moved" : "batches copied");
    pending = null;
  }

  private void added(String mailbox, long firstUid, List<LoadMessage> messages) {
    Run run = new Run(firstUid, messages);
    runs.get(mailbox).add(run);
    for (int i = 0; i < messages.size(); i++) {
      memory.told(mailbox, firstUid + i, messages.get(i));
    }
  }

  @Override
  public void check(Findings found) throws IOException {
    boolean asTold = true;
    for (String mailbox : runs.keySet()) {
      asTold &= ours(found, mailbox).equals(told(mailbox));
    }
    Change change = pending;
    pending = null;
    if (asTold) {
      if (change != null
          && INBOX.equals(change.to())
          && seen.contains(change.run().messages().getFirst().batchName())
          && change.from() == null
          && change.run().firstUid() == 0) {
        throw new AssertionError("was seen before the restart and is gone: " + change);
      }
      tally.count(change == null ? "answered in full before the kill" : "cut off and not done");
      return;
    }
    if (change == null) {
      throw different(found, "nothing was under way");
    }
    happened(found, change);
    tally.count("cut off and done");
  }

  /// Takes the change as done, and compares again.
  private void happened(Findings found, Change change) throws IOException {
    if (change.from() != null) {
      runs.get(change.from()).remove(change.run());
    }
    if (change.to() != null) {
      Map<Long, LoadMessage> told = told(change.to());
      long first =
          ours(found, change.to()).keySet().stream()
              .filter(uid -> !told.containsKey(uid))
              .findFirst()
              .orElseThrow(() -> different(found, change.toString()));
      runs.get(change.to()).add(new Run(first, change.run().messages()));
    }
    for (String mailbox : runs.keySet()) {
      if (!ours(found, mailbox).equals(told(mailbox))) {
        throw different(found, change.toString());
      }
    }
  }

  private Map<Long, LoadMessage> ours(Findings found, String mailbox) throws IOException {
    Map<Long, LoadMessage> ours = new TreeMap<>(found.messages(mailbox));
    ours.values().removeIf(message -> !message.sender().equals(sender));
    return ours;
  }

  private Map<Long, LoadMessage> told(String mailbox) {
    Map<Long, LoadMessage> told = new TreeMap<>();
    for (Run run : runs.get(mailbox)) {
      LongStream.rangeClosed(run.firstUid(), run.lastUid())
          .forEach(uid -> told.put(uid, run.messages().get((int) (uid - run.firstUid()))));
    }
    return told;
  }

  private AssertionError different(Findings found, String under) {
    StringBuilder text = new StringBuilder("under way: " + under);
    for (String mailbox : runs.keySet()) {
      try {
        Map<Long, LoadMessage> ours = ours(found, mailbox);
        Map<Long, LoadMessage> told = told(mailbox);
        Map<Long, LoadMessage> missing = new TreeMap<>(told);
        missing.keySet().removeAll(ours.keySet());
        ours.keySet().removeAll(told.keySet());
        text.append("\n").append(mailbox).append(" lacks ").append(missing);
        text.append("\nand has too much ").append(ours);
      } catch (IOException e) {
        text.append(e);
      }
    }
    return new AssertionError(text.toString());
  }
}
