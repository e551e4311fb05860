package org.sheafmail.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.FileDisk;

/// Measures what a compaction costs: octets written for each octet freed, and what is left of the
/// pace of appends while it runs. Run it with the tests on the class path:
///
/// `CompactionSpeed [directory] [rounds]`
final class CompactionSpeed {
  private static final int OCTETS = 4096;
  private static final int BATCH = 5_000;
  private static final int BATCHES = 8;
  private static final int QUIET_APPENDS = 1000;
  private static final long PACE = 16L << 20;

  private final Path directory;
  private final byte[] message = Mail.octets(1, OCTETS);

  private CompactionSpeed(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Path directory = Files.createTempDirectory(parent, "compaction-speed");
    try {
      CompactionSpeed speed = new CompactionSpeed(directory);
      for (int kept : List.of(10, 2)) {
        speed.compare(kept, rounds);
      }
    } finally {
      try (Stream<Path> left = Files.walk(directory)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /// @param kept one message in so many is kept
  private void compare(int kept, int rounds) throws Exception {
    double[] cost = new double[rounds];
    double[] slowed = new double[rounds];
    double[] alone = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      String name = kept + "." + round;
      fill(name, kept);
      try (EmbeddedStore store = open(name)) {
        double before = appendsPerSecond(store, null);
        long start = System.nanoTime();
        CompletableFuture<CompactionFigures> running =
            CompletableFuture.supplyAsync(() -> compact(store));
        double during = appendsPerSecond(store, running);
        CompactionFigures figures = running.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        double quiet = (before + appendsPerSecond(store, null)) / 2;
        cost[round] = (double) figures.octetsMoved() / figures.octetsFreed();
        slowed[round] = during / quiet;
        alone[round] = figures.octetsFreed() / seconds / (1 << 20);
      }
    }
    System.out.printf(
        "one in %2d kept: %.2f octets written for each freed, %.0f MiB freed a second; appends go on"
            + " at %.2f of their pace%n",
        kept, median(cost), median(alone), median(slowed));
  }

  private EmbeddedStore open(String name) throws IOException {
    return EmbeddedStore.open(
        FileDisk.open(directory.resolve(name)),
        EmbeddedOptions.defaults().withCompaction(0, 1),
        new TestSummarizer(1),
        Clock.systemUTC());
  }

  private void fill(String name, int kept) throws IOException {
    try (EmbeddedStore store = open(name)) {
      Account account = store.account("someone");
      for (int batch = 0; batch < BATCHES; batch++) {
        try (AppendTransaction append = Mail.begin(account, MailboxName.INBOX)) {
          for (int i = 0; i < BATCH; i++) {
            append.add(Set.of(), Mail.DATE, Mail.channel(message), OCTETS);
          }
          append.commit();
        }
      }
      Random random = new Random(kept);
      UidSet leaving =
          UidSet.ofSorted(
              LongStream.rangeClosed(1, (long) BATCH * BATCHES)
                  .filter(_ -> random.nextInt(kept) > 0));
      var inbox = Mail.view(account, MailboxName.INBOX).id();
      account.storeFlags(inbox, leaving, FlagChange.ADD, Set.of(Flag.DELETED));
      account.expunge(inbox, leaving);
    }
  }

  /// At the pace of a server, with the pauses it makes.
  private static CompactionFigures compact(EmbeddedStore store) {
    try (Throttle throttle = new Throttle(PACE)) {
      long[] before = {0};
      return store.compact(
          0.8,
          figures -> {
            try {
              throttle.spent(2 * (figures.octetsMoved() - before[0]));
              before[0] = figures.octetsMoved();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Appends single messages, each durable, until the compaction is done.
  ///
  /// @param running `null` for so many of them
  private double appendsPerSecond(EmbeddedStore store, @Nullable CompletableFuture<?> running)
      throws IOException {
    Account account = store.account("other");
    long start = System.nanoTime();
    int count = 0;
    while (running == null ? count < QUIET_APPENDS : !running.isDone()) {
      Mail.append(account, MailboxName.INBOX, message);
      count++;
    }
    return count / ((System.nanoTime() - start) / 1e9);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
