package org.sheafmail.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.sheafmail.bench.Options.WrongOption;
import org.sheafmail.bench.Rounds.Series;

/// `sheaf bench upload`: the same mail, uploaded by several tools to several servers over a network
/// with a round trip, in turns.
final class UploadBench {
  private static final long SAMPLE_NANOS = 20_000_000L;
  private static final int KIBI = 1024;

  private final UploadOptions options;
  private final Report report;
  private final Path dir;
  private int uploads;

  private UploadBench(UploadOptions options, Report report, Path dir) {
    this.options = options;
    this.report = report;
    this.dir = dir;
  }

  /// What was measured of one tool.
  private static final class Measured {
    final Series whole = new Series();
    final Series appends = new Series();
    final AtomicLong peakKibibytes = new AtomicLong();
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    if (args.contains("--help")) {
      out.print(UploadOptions.HELP);
      return 0;
    }
    try {
      UploadOptions options = UploadOptions.parse(args);
      Path dir = Files.createTempDirectory(options.dir, "sheaf-bench-");
      try {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        new UploadBench(options, new Report(out), dir).measure();
        return 0;
      } finally {
        remove(dir);
      }
    } catch (WrongOption e) {
      err.println("bench: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("bench: " + e.getMessage());
      return 1;
    }
  }

  private static void remove(Path dir) throws IOException {
    try (Stream<Path> tree = Files.walk(dir)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private void measure() throws IOException {
    UploadMail mail = UploadMail.write(dir, options.messages, options.size, options.mixed);
    List<Target.ImapServer> servers = new ArrayList<>();
    try {
      for (String name : options.targets) {
        servers.add(
            name.equals("sheaf")
                ? new SheafTarget(options.sheaf, dir, 1, "")
                : new DovecotTarget(dir, name));
      }
      report.line("# Uploads side by side");
      for (int delay : options.delays) {
        compare(mail, servers, delay);
      }
    } finally {
      for (Target.ImapServer server : servers) {
        server.close();
      }
    }
  }

  private void compare(UploadMail mail, List<Target.ImapServer> servers, int delay)
      throws IOException {
    Map<String, Map<String, Measured>> all = new LinkedHashMap<>();
    for (int round = 0; round < options.rounds; round++) {
      for (Target.ImapServer server : servers) {
        for (String tool : options.tools) {
          Measured measured =
              all.computeIfAbsent(server.name(), _ -> new LinkedHashMap<>())
                  .computeIfAbsent(tool, _ -> new Measured());
          upload(mail, server, tool, delay, measured);
        }
      }
    }
    all.forEach((server, tools) -> print(mail, server, delay, tools));
  }

  private void upload(
      UploadMail mail, Target.ImapServer server, String name, int delay, Measured measured)
      throws IOException {
    String mailbox = "m" + ++uploads;
    Path own = Files.createDirectory(dir.resolve(mailbox));
    Child.run("", List.of("sync"));
    try (DelayProxy network = new DelayProxy(server.port(), delay)) {
      ProcessBuilder command =
          new UploadTool(name, options, own)
              .command(mail, network.port(), "u0", server.password(), mailbox);
      long begin = System.nanoTime();
      Process process = command.start();
      watch(process, measured.peakKibibytes);
      int code = process.waitFor();
      measured.whole.add(System.nanoTime() - begin);
      measured.appends.add(network.appendNanos());
      if (code != 0) {
        throw new IOException(
            name + " ended with " + code + ": " + Files.readString(own.resolve("log")).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    requireAll(mail, server, mailbox, name);
    remove(own);
  }

  private static void requireAll(
      UploadMail mail, Target.ImapServer server, String mailbox, String name) throws IOException {
    try (ImapConnection connection = server.connect(0)) {
      String status = connection.command("STATUS " + mailbox + " (MESSAGES)").firstUntagged();
      if (!status.contains("MESSAGES " + mail.messages() + ")")) {
        throw new IOException(name + " has not uploaded all: " + status);
      }
    }
  }

  /// Looks again and again how much memory the process and those it has started have in RAM.
  private static void watch(Process process, AtomicLong peakKibibytes) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (process.isAlive()) {
            long now =
                Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .mapToLong(handle -> residentKibibytes(handle.pid()))
                    .sum();
            peakKibibytes.accumulateAndGet(now, Math::max);
            LockSupport.parkNanos(SAMPLE_NANOS);
          }
        });
  }

  private static long residentKibibytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      return 0; // It has ended.
    }
  }

  private void print(UploadMail mail, String server, int delay, Map<String, Measured> tools) {
    report.heading(
        "%d messages, %.1f MiB, to %s, round trip %d ms"
            .formatted(mail.messages(), mail.octets() / (double) (KIBI * KIBI), server, delay));
    report.head(
        List.of(
            "tool",
            "median s",
            "min",
            "max",
            "messages/s",
            tools.keySet().iterator().next() + " against it",
            "first APPEND to last OK, s",
            "peak memory MiB"));
    double base = tools.values().iterator().next().whole.median();
    tools.forEach((tool, measured) ->
        report.row(
            List.of(
                tool,
                Report.number(measured.whole.median(), 3),
                Report.number(measured.whole.min(), 3),
                Report.number(measured.whole.max(), 3),
                Report.number(mail.messages() / measured.whole.median(), 0),
                Report.number(measured.whole.median() / base, 2) + "×",
                Report.number(measured.appends.median(), 3),
                Long.toString(measured.peakKibibytes.get() / KIBI))));
  }
}
