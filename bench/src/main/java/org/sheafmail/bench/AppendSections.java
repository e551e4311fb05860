package org.sheafmail.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sheafmail.bench.Rounds.Series;

/// How fast messages get in: one large batch, one by one, from many connections.
final class AppendSections {
  private final Options options;
  private final Report report;
  private final List<Target> targets;
  private final Messages messages;

  AppendSections(Options options, Report report, List<Target> targets) {
    this.options = options;
    this.report = report;
    this.targets = targets;
    this.messages = new Messages(options.size);
  }

  void batch() throws IOException {
    report.heading(
        "One MULTIAPPEND of %d × %d octets, durable before OK"
            .formatted(options.batch, options.size));
    print(options.batch, (target, round) -> timed(target, "batch" + round, this::appendBatch));
  }

  void single() throws IOException {
    report.heading(
        "%d × %d octets one by one, each durable before its OK, one connection"
            .formatted(options.singles, options.size));
    print(options.singles, (target, round) -> timed(target, "single" + round, this::appendSingles));
  }

  void concurrent() throws IOException {
    int connections = options.connections;
    int each = Math.max(1, options.singles / connections);
    report.heading(
        "%d connections, %d × %d octets one by one each, one user each"
            .formatted(connections, each, options.size));
    print(
        connections * each,
        (target, round) -> manyConnections(target, "many" + round, each, connections));
    report.heading(
        "%d connections, %d × %d octets one by one each, all into one mailbox"
            .formatted(connections, each, options.size));
    print(connections * each, (target, round) -> manyConnections(target, "one" + round, each, 1));
  }

  private void print(int count, Rounds.Measurement<Target> measurement) throws IOException {
    Map<String, Series> results =
        new Rounds(options).interleave(targets, measurement).values().iterator().next();
    report.throughput(results, count, messages.encodedSize(count));
  }

  /// What is timed, on a connection and into a mailbox that exists.
  private interface Work {
    void run(Uplink uplink, String mailbox) throws IOException;
  }

  private void appendBatch(Uplink uplink, String mailbox) throws IOException {
    uplink.append(mailbox, messages, options.batch);
  }

  private void appendSingles(Uplink uplink, String mailbox) throws IOException {
    appendEach(uplink, mailbox, options.singles);
  }

  private void appendEach(Uplink uplink, String mailbox, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      uplink.appendOne(mailbox, messages, i);
    }
  }

  private static Map<String, Long> timed(Target target, String mailbox, Work work)
      throws IOException {
    try (Uplink uplink = target.connect(0)) {
      create(uplink, mailbox);
      long start = System.nanoTime();
      work.run(uplink, mailbox);
      long nanos = System.nanoTime() - start;
      delete(uplink, mailbox);
      return Map.of("append", nanos);
    }
  }

  private Map<String, Long> manyConnections(Target target, String mailbox, int each, int users)
      throws IOException {
    List<Uplink> uplinks = new ArrayList<>();
    try {
      for (int i = 0; i < options.connections; i++) {
        uplinks.add(target.connect(i % users));
      }
      for (Uplink uplink : uplinks.subList(0, users)) {
        create(uplink, mailbox);
      }
      long nanos = together(uplinks, uplink -> appendEach(uplink, mailbox, each));
      for (Uplink uplink : uplinks.subList(0, users)) {
        delete(uplink, mailbox);
      }
      return Map.of("append", nanos);
    } finally {
      for (Uplink uplink : uplinks) {
        uplink.close();
      }
    }
  }

  /// The same on every connection.
  private interface EachWork {
    void run(Uplink uplink) throws IOException;
  }

  /// Runs `work` on all connections at once; nanoseconds from the common start to the last end.
  private static long together(List<Uplink> uplinks, EachWork work) throws IOException {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(uplinks.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (Uplink uplink : uplinks) {
        Callable<Void> task =
            () -> {
              start.await();
              work.run(uplink);
              return null;
            };
        running.add(threads.submit(task));
      }
      long begin = System.nanoTime();
      start.countDown();
      for (Future<?> future : running) {
        future.get();
      }
      return System.nanoTime() - begin;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void create(Uplink uplink, String mailbox) throws IOException {
    if (uplink instanceof ImapConnection imap) {
      imap.command("CREATE " + mailbox);
    }
  }

  private static void delete(Uplink uplink, String mailbox) throws IOException {
    if (uplink instanceof ImapConnection imap) {
      imap.command("DELETE " + mailbox);
    }
  }
}
