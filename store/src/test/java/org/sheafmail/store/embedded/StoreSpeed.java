package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.FileDisk;

/// Measures the store alone beside a raw file that takes the same octets, in turns, and prints
/// medians and ratios. Run it with the tests on the class path:
///
/// `StoreSpeed [directory] [rounds]`
final class StoreSpeed {
  private static final int OCTETS = 4096;
  private static final int BATCH = 20_000;
  private static final int SINGLES = 400;
  private static final int WRITERS = 16;

  private final Path directory;
  private final int rounds;
  private final byte[] message = new byte[OCTETS];
  private int files;

  private StoreSpeed(Path directory, int rounds) {
    this.directory = directory;
    this.rounds = rounds;
    new Random(1).nextBytes(message);
  }

  public static void main(String[] arguments) throws Exception {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    Path directory = Files.createTempDirectory(parent, "store-speed");
    try {
      new StoreSpeed(directory, arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7).run();
    } finally {
      try (Stream<Path> left = Files.walk(directory)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private void run() throws Exception {
    try (EmbeddedStore store = open("store")) {
      Account account = store.account("someone");
      compare(
          BATCH + " messages of 4 KiB in one batch", this::rawBatch, () -> append(account, BATCH));
      compare(
          SINGLES + " messages of 4 KiB, each durable", this::rawSingles, () -> singles(account));
      compare(
          WRITERS + " writers of " + SINGLES + " messages", this::rawSingles, () -> many(account));
    }
    largeMailbox();
  }

  private EmbeddedStore open(String name) throws IOException {
    return EmbeddedStore.open(
        FileDisk.open(directory.resolve(name)),
        EmbeddedOptions.defaults(),
        new TestSummarizer(1),
        Clock.systemUTC());
  }

  private void compare(String what, Work raw, Work store) throws Exception {
    double[] rawTimes = new double[rounds];
    double[] storeTimes = new double[rounds];
    double[] ratios = new double[rounds];
    raw.run();
    store.run();
    for (int i = 0; i < rounds; i++) {
      rawTimes[i] = milliseconds(raw);
      storeTimes[i] = milliseconds(store);
      ratios[i] = rawTimes[i] / storeTimes[i];
    }
    System.out.printf(
        "%-40s raw %8.1f ms   store %8.1f ms   ratio %.2f%n",
        what, median(rawTimes), median(storeTimes), median(ratios));
  }

  private static double milliseconds(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void rawBatch() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
    try (FileChannel file = raw()) {
      for (int i = 0; i < BATCH; i++) {
        buffer.put(message);
        if (!buffer.hasRemaining()) {
          file.write(buffer.flip());
          buffer.clear();
        }
      }
      file.write(buffer.flip());
      file.force(false);
    }
  }

  private void rawSingles() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(OCTETS);
    try (FileChannel file = raw()) {
      for (int i = 0; i < SINGLES; i++) {
        buffer.clear().put(message);
        file.write(buffer.flip());
        file.force(false);
      }
    }
  }

  private FileChannel raw() throws IOException {
    return FileChannel.open(
        directory.resolve("raw" + files++), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void append(Account account, int count) throws IOException {
    OffsetDateTime date = OffsetDateTime.now(ZoneOffset.UTC);
    Repeated body = new Repeated();
    try (var append = (AppendTransaction) account.beginAppend(MailboxName.INBOX)) {
      for (int i = 0; i < count; i++) {
        body.rewind();
        append.admit(OCTETS);
        append.add(Set.of(Flag.SEEN), date, body, OCTETS);
      }
      if (!(append.commit() instanceof Appended)) {
        throw new IOException("not appended");
      }
    }
  }

  private void singles(Account account) throws IOException {
    for (int i = 0; i < SINGLES; i++) {
      append(account, 1);
    }
  }

  private void many(Account account) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              singles(account);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /// The message, as a sender would give it.
  private final class Repeated implements ReadableByteChannel {
    private int position;

    void rewind() {
      position = 0;
    }

    @Override
    public int read(ByteBuffer target) {
      int count = Math.min(target.remaining(), OCTETS - position);
      target.put(message, position, count);
      position += count;
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private void largeMailbox() throws Exception {
    int count = 1_000_000;
    try (EmbeddedStore store = open("large")) {
      Account account = store.account("someone");
      time("append 250,000 messages of 4 KiB", () -> append(account, count / 4));
      for (int i = 0; i < 3; i++) {
        append(account, count / 4);
      }
    }
    EmbeddedStore[] store = new EmbeddedStore[1];
    time("open with 1,000,000 messages", () -> store[0] = open("large"));
    Account account = store[0].account("someone");
    MailboxView[] view = new MailboxView[1];
    time("view", () -> view[0] = account.view(MailboxName.INBOX).orElseThrow());
    time("list UIDs and flags", () -> list(view[0]));
    time("list UIDs and flags again", () -> list(view[0]));
    MailboxId id = view[0].id();
    UidSet all = UidSet.range(1, Uid.MAX);
    time(
        "flag all",
        () -> account.storeFlags(id, all, Account.FlagChange.ADD, Set.of(Flag.FLAGGED)));
    time(
        "flag all again",
        () -> account.storeFlags(id, all, Account.FlagChange.REMOVE, Set.of(Flag.FLAGGED)));
    account.create(new MailboxName(List.of("Copy")));
    time(
        "copy 100,000",
        () -> account.copy(id, UidSet.range(1, 100_000), new MailboxName(List.of("Copy"))));
    account.storeFlags(id, UidSet.range(1, 100_000), Account.FlagChange.ADD, Set.of(Flag.DELETED));
    time("expunge 100,000", () -> account.expunge(id, all));
    store[0].close();
    time("open again", () -> open("large").close());
  }

  private static void time(String what, Work work) throws Exception {
    System.out.printf("%-40s %8.1f ms%n", what, milliseconds(work));
  }

  private static void list(MailboxView view) {
    long sum = 0;
    for (int i = 0; i < view.messageCount(); i++) {
      sum += view.uid(i) + view.flags(i).size();
    }
    if (sum == 0) {
      throw new IllegalStateException("nothing there");
    }
  }
}
