package org.sheafmail.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.embedded.EmbeddedStore;

/// Several writers at once, each batch on a thread of its own and the store's own threads at work,
/// until the power fails. How the threads meet is left to chance; what has to hold is not.
///
/// Every message says to which batch it belongs, so that no oracle is needed: what is found are
/// whole batches, among them every acknowledged one with the UIDs it was told, and no UID that was
/// ever seen is gone.
class EmbeddedWritersCrashTest {
  private static final int WRITERS = 4;
  private static final int LIVES = 4;
  private static final Logger LOUD = Logger.getLogger("org.sheafmail.store.embedded");

  private final Map<String, UidSet> acknowledged = new ConcurrentHashMap<>();
  private final AtomicLong uidNextSeen = new AtomicLong();

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("sheaf.crash.writers.runs", 100));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void batchesOfManyWritersAreThereWholeOrNotAtAll(long seed) throws Exception {
    LOUD.setLevel(Level.OFF);
    Random random = new Random(seed);
    SimulatedDisk disk = new SimulatedDisk(seed);
    for (int life = 0; life < LIVES; life++) {
      long soon = disk.operations() + 1 + random.nextInt(150);
      if (random.nextInt(3) > 0) {
        disk.failPowerAt(soon);
      } else {
        disk.failOperation(soon);
      }
      live(disk, random, life);
      disk = disk.afterPowerCut(random);
    }
    try (MailStore store = open(disk, random)) {
      check(store.account("all"));
    }
  }

  private static MailStore open(SimulatedDisk disk, Random random) throws IOException {
    return EmbeddedStore.open(
        disk, SmallOptions.drawnFrom(random, true), new TestSummarizer(1), Clock.systemUTC());
  }

  private void live(SimulatedDisk disk, Random random, int life) throws Exception {
    try (MailStore store = open(disk, random)) {
      Account account = store.account("all");
      check(account);
      AtomicBoolean done = new AtomicBoolean();
      Thread reader = Thread.ofPlatform().start(() -> read(account, done));
      List<Thread> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        String name = life + "." + writer;
        Random own = new Random(random.nextLong());
        writers.add(Thread.ofPlatform().start(() -> write(account, name, own)));
      }
      for (Thread writer : writers) {
        writer.join();
      }
      done.set(true);
      reader.join();
      disk.failPower();
    } catch (IOException e) {
      // Whoever has no power can neither open nor close; a disk that failed once can keep an
      // opening from succeeding.
      disk.failPower();
    }
  }

  private void read(Account account, AtomicBoolean done) {
    while (!done.get()) {
      try {
        long uidNext = account.view(MailboxName.INBOX).orElseThrow().uidNext();
        uidNextSeen.accumulateAndGet(uidNext, Math::max);
      } catch (IOException e) {
        return;
      }
      Thread.onSpinWait();
    }
  }

  /// Appends batch after batch until one fails.
  private void write(Account account, String writer, Random random) {
    for (int number = 0; number < 8; number++) {
      String batch = writer + "." + number;
      if (!append(account, batch, random)) {
        return;
      }
    }
  }

  private boolean append(Account account, String batch, Random random) {
    int count = 1 + random.nextInt(5);
    int sizeMax = random.nextInt(3) == 0 ? 20_000 : 800;
    try (AppendTransaction append = Mail.begin(account, MailboxName.INBOX)) {
      for (int i = 0; i < count; i++) {
        byte[] message = message(batch, i, count, random.nextInt(sizeMax));
        append.add(Set.of(), Mail.DATE, Mail.channel(message), message.length);
      }
      if (append.commit() instanceof Appended appended) {
        acknowledged.put(batch, appended.uids());
        return true;
      }
      return false;
    } catch (IOException | UncheckedIOException | ClassCastException e) {
      return false;
    }
  }

  private static byte[] message(String batch, int index, int count, int filler) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(
        (batch + " " + index + " " + count + " " + filler + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(Mail.octets(filler, filler));
    return message.toByteArray();
  }

  private void check(Account account) throws IOException {
    MailboxView view = Mail.view(account, MailboxName.INBOX);
    Map<String, List<Long>> found = new HashMap<>();
    Map<String, Integer> wanted = new HashMap<>();
    for (int index = 0; index < view.messageCount(); index++) {
      byte[] body = Mail.body(view, index);
      String firstLine =
          new String(body, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
      String[] words = firstLine.split(" ", -1);
      String batch = words[0];
      int place = Integer.parseInt(words[1]);
      int count = Integer.parseInt(words[2]);
      assertThat(body).isEqualTo(message(batch, place, count, Integer.parseInt(words[3])));
      assertThat(view.summary(index)).isEqualTo(new TestSummarizer(1).summarize(view.body(index)));
      List<Long> uids = found.computeIfAbsent(batch, _ -> new ArrayList<>());
      assertThat(uids).as("messages of batch %s before this one", batch).hasSize(place);
      uids.add(view.uid(index));
      wanted.put(batch, count);
    }
    found.forEach((batch, uids) -> {
      assertThat(uids).as("messages of batch %s", batch).hasSize(wanted.get(batch));
      assertThat(uids.getLast() - uids.getFirst()).isEqualTo(uids.size() - 1);
    });
    acknowledged.forEach((batch, uids) ->
        assertThat(found.getOrDefault(batch, List.of()))
            .as("UIDs of batch %s", batch)
            .containsExactlyElementsOf(uids.stream().boxed().toList()));
    assertThat(view.uidNext()).isGreaterThanOrEqualTo(uidNextSeen.get());
    assertThat(view.uidNext()).isEqualTo(view.messageCount() + 1L);
  }
}
