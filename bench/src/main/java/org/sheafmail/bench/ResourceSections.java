package org.sheafmail.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What a batch costs besides time: disk syncs, file descriptors, memory.
final class ResourceSections {
  private static final int SMALL = 1024;

  private final Options options;
  private final Report report;
  private final Path dir;

  ResourceSections(Options options, Report report, Path dir) {
    this.options = options;
    this.report = report;
    this.dir = dir;
  }

  /// Counts with `strace`, which slows the servers down: nothing is timed here.
  void syncs(List<Target.ImapServer> targets) throws IOException {
    report.heading("Disk syncs and file descriptors of one MULTIAPPEND");
    report.head(List.of("target", "messages", "octets", "syncs", "descriptors"));
    Messages messages = new Messages(options.size);
    for (Target.ImapServer target : targets) {
      for (int count : new int[] {1, 100, 1000, options.batch}) {
        syncs(target, messages, count);
      }
    }
  }

  private void syncs(Target.ImapServer target, Messages messages, int count) throws IOException {
    try (ImapConnection imap = target.connect(0)) {
      String mailbox = "syncs" + count;
      imap.command("CREATE " + mailbox);
      ProcessWatch watch = new ProcessWatch(target.pid());
      int[] descriptors = new int[1];
      int during =
          watch.syncs(
              dir,
              () ->
                  descriptors[0] = watch.descriptors(() -> imap.append(mailbox, messages, count)));
      report.row(
          List.of(target.name(), count, messages.encodedSize(count), during, descriptors[0]));
      imap.command("DELETE " + mailbox);
    }
  }

  /// Very many messages in one command, into a server with a small heap.
  void memory() throws IOException {
    report.heading("Very large batches into a small heap");
    report.head(List.of("heap", "messages", "octets each", "s", "peak memory MiB", "descriptors"));
    memory("-Xmx128m", 1_000_000);
    memory("-Xmx64m", 300_000);
  }

  private void memory(String heap, long count) throws IOException {
    Messages messages = new Messages(SMALL);
    try (SheafTarget target = new SheafTarget(options.sheaf, dir, 1, heap);
        ImapConnection imap = target.connect(0)) {
      ProcessWatch watch = new ProcessWatch(target.pid());
      long start = System.nanoTime();
      int descriptors = watch.descriptors(() -> imap.append("INBOX", messages, count));
      long nanos = System.nanoTime() - start;
      String status = imap.command("STATUS INBOX (MESSAGES)").firstUntagged();
      if (!status.contains("MESSAGES " + count)) {
        throw new IOException("not all messages are there: " + status);
      }
      report.row(
          List.of(
              heap,
              count,
              messages.size(),
              Report.number(nanos / (double) TimeUnit.SECONDS.toNanos(1), 1),
              watch.peakMebibytes(),
              descriptors));
    }
  }
}
