package org.sheafmail.e2e.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sheafmail.e2e.ImapTalk;
import org.sheafmail.e2e.SheafProcess;
import org.sheafmail.protocol.Requirement;

/// The promise, held against `kill -9` of the real process in the middle of its work.
class KillIT {
  private static final int ROUNDS = 4;
  private static final int WRITERS = 3;
  private static final Pattern SUBJECT =
      Pattern.compile("Subject: batch (\\d+) message (\\d+) of (\\d+)\\r\\n");

  @TempDir Path data;

  /// Numbers of the batches that were answered with OK.
  private final ConcurrentSkipListSet<Integer> answered = new ConcurrentSkipListSet<>();

  @ParameterizedTest(name = "killed four times, seed {0}")
  @ValueSource(longs = {1, 2})
  @Requirement({"rfc3502/atomic", "rfc3502/crash", "rfc3502/durable"})
  void everyBatchIsThereWholeOrNotAtAllAndEveryOneThatWasAnsweredIs(long seed) throws Exception {
    SheafProcess.addUser(data, "ada");
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      try (SheafProcess sheaf = SheafProcess.serve(data)) {
        check(sheaf);
        killUnderLoad(sheaf, random, round);
      }
    }
    try (SheafProcess sheaf = SheafProcess.serve(data)) {
      check(sheaf);
    }
    assertThat(answered).isNotEmpty();
  }

  /// Appends over several connections, small batches and large ones, until the server is killed
  /// after some of them were answered.
  private void killUnderLoad(SheafProcess sheaf, Random random, int round) throws Exception {
    CountDownLatch enough = new CountDownLatch(5 + random.nextInt(20));
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      ImapTalk talk = sheaf.login("ada");
      int first = (round * WRITERS + writer) * 1_000_000;
      Random sizes = new Random(random.nextLong());
      writers.add(Thread.ofPlatform().start(() -> write(talk, first, sizes, enough)));
    }
    enough.await();
    sheaf.kill();
    for (Thread writer : writers) {
      writer.join();
    }
  }

  private void write(ImapTalk talk, int first, Random sizes, CountDownLatch enough) {
    try (talk) {
      for (int batch = first; ; batch++) {
        // Above a mebibyte the store takes another way than below it.
        int messageSize = sizes.nextBoolean() ? 500 : 60_000;
        if (talk.append("INBOX", batch(batch, 1 + sizes.nextInt(60), messageSize)).isOk()) {
          answered.add(batch);
          enough.countDown();
        }
      }
    } catch (IOException e) {
      // The server is dead: the batch under way stays unanswered.
      return;
    }
  }

  private static List<byte[]> batch(int number, int count, int messageSize) {
    List<byte[]> messages = new ArrayList<>();
    String line = "x".repeat(70) + "\r\n";
    for (int i = 1; i <= count; i++) {
      String head = "Subject: batch %d message %d of %d\r\n\r\n".formatted(number, i, count);
      messages.add((head + line.repeat(messageSize / line.length())).getBytes(US_ASCII));
    }
    return messages;
  }

  private void check(SheafProcess sheaf) throws IOException {
    try (ImapTalk talk = sheaf.login("ada")) {
      boolean empty = talk.ok("SELECT INBOX").all().contains("* 0 EXISTS");
      String headers = empty ? "" : talk.ok("FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]").all();
      Map<Integer, List<Integer>> found = new TreeMap<>();
      Map<Integer, Integer> sizes = new TreeMap<>();
      for (MatchResult subject : SUBJECT.matcher(headers).results().toList()) {
        int batch = Integer.parseInt(subject.group(1));
        found.computeIfAbsent(batch, _ -> new ArrayList<>()).add(Integer.valueOf(subject.group(2)));
        sizes.put(batch, Integer.valueOf(subject.group(3)));
      }
      found.forEach((batch, numbers) ->
          assertThat(numbers)
              .as("messages of batch %d, in order", batch)
              .containsExactlyElementsOf(
                  IntStream.rangeClosed(1, sizes.get(batch)).boxed().toList()));
      assertThat(found.keySet()).containsAll(answered);
    }
  }
}
