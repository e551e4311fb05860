package org.sheafmail.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sheafmail.bench.Options.WrongOption;

/// `sheaf bench upload`: the same mail, uploaded by several tools to several servers over a network
/// with a round trip, in turns.
final class UploadBench {
  private static final int CLAIM_FAILS = 3;

  private final UploadOptions options;
  private final Report report;
  private final Path dir;
  private final Messages bare;
  private final UploadClaims claims = new UploadClaims();
  private final Deque<Target.ImapServer> running = new ArrayDeque<>();
  private int uploads;

  private UploadBench(UploadOptions options, Report report, Path dir) {
    this.options = options;
    this.report = report;
    this.dir = dir;
    this.bare = new Messages(Math.max(options.size, Messages.SIZE_MIN));
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    if (args.contains("--help")) {
      out.print(UploadOptions.HELP);
      return 0;
    }
    try {
      UploadOptions options = UploadOptions.parse(args);
      Path dir = Files.createTempDirectory(options.dir, "sheaf-bench-");
      UploadBench bench = new UploadBench(options, new Report(out), dir);
      Runtime.getRuntime().addShutdownHook(new Thread(bench::end, "end of bench"));
      bench.measure();
      return bench.claims.hold() ? 0 : CLAIM_FAILS;
    } catch (WrongOption e) {
      err.println("bench: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("bench: " + e.getMessage());
      return 1;
    }
  }

  private void end() {
    try {
      for (var server = running.poll(); server != null; server = running.poll()) {
        server.close();
      }
      remove(dir);
    } catch (IOException e) {
      System.err.println("bench: cannot clean up " + dir + ": " + e.getMessage());
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
    // Dovecot works as another user and must be able to pass through.
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    UploadMail mail = mail("mail", options.messages);
    UploadMail others =
        options.mixed && options.others < options.messages ? mail("others", options.others) : mail;
    for (String name : options.targets) {
      running.add(
          name.equals("sheaf")
              ? new SheafTarget(options.sheaf, dir, 1, "")
              : new DovecotTarget(dir, name));
    }
    report.line("# Uploads side by side");
    report.line("");
    report.line(Report.machine());
    for (int delay : options.delays) {
      compare(mail, others, delay);
    }
    if (!claims.lines().isEmpty()) {
      report.heading("What is claimed");
      claims.lines().forEach(report::line);
    }
  }

  private UploadMail mail(String name, int messages) throws IOException {
    Path own = Files.createDirectory(dir.resolve(name));
    return UploadMail.write(own, messages, options.size, options.mixed);
  }

  private void compare(UploadMail mail, UploadMail others, int delay) throws IOException {
    Map<String, Map<String, UploadTimes>> all = new LinkedHashMap<>();
    for (int round = 0; round < options.rounds; round++) {
      for (Target.ImapServer server : running) {
        Map<String, UploadTimes> times =
            all.computeIfAbsent(server.name(), _ -> new LinkedHashMap<>());
        for (String tool : options.tools) {
          if (round < options.rounds(tool, delay)) {
            UploadMail its = tool.equals("sheaf") ? mail : others;
            UploadTimes own = times.computeIfAbsent(tool, _ -> new UploadTimes(its.messages()));
            upload(its, server, tool, delay, own);
          }
        }
        if (!options.mixed) {
          bare(
              server,
              delay,
              times.computeIfAbsent(UploadClaims.BARE, _ -> new UploadTimes(options.messages)));
        }
      }
    }
    String what =
        options.messages + (options.mixed ? " mixed messages" : " messages of " + options.size);
    all.forEach((server, tools) -> {
      report.uploads(
          "%s, %.1f MiB, to %s, round trip %d ms"
              .formatted(what, mail.octets() / (double) (1 << 20), server, delay),
          tools);
      claims.judge(what, server, delay, tools);
    });
  }

  private void upload(
      UploadMail mail, Target.ImapServer server, String name, int delay, UploadTimes times)
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
      ProcessWatch.peakOfTree(process, times.peakKibibytes);
      int code = process.waitFor();
      times.whole.add(System.nanoTime() - begin);
      times.appends.add(network.appendNanos());
      times.commands = network.appends();
      if (code != 0) {
        throw new IOException(
            name + " ended with " + code + ": " + Files.readString(own.resolve("log")).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    requireAll(mail.messages(), server, mailbox, name);
    remove(own);
  }

  /// What a batch takes at the least: as many octets, ready in memory, over a connection that has
  /// logged in.
  private void bare(Target.ImapServer server, int delay, UploadTimes times) throws IOException {
    String mailbox = "m" + ++uploads;
    Child.run("", List.of("sync"));
    try (DelayProxy network = new DelayProxy(server.port(), delay);
        ImapConnection connection = ImapConnection.open(network.port(), "u0", server.password())) {
      connection.command("CREATE " + mailbox);
      connection.append(mailbox, bare, options.messages);
      times.appends.add(network.appendNanos());
    }
    requireAll(options.messages, server, mailbox, UploadClaims.BARE);
  }

  private static void requireAll(
      int messages, Target.ImapServer server, String mailbox, String name) throws IOException {
    try (ImapConnection connection = server.connect(0)) {
      String status = connection.command("STATUS " + mailbox + " (MESSAGES)").firstUntagged();
      if (!status.contains("MESSAGES " + messages + ")")) {
        throw new IOException(name + " has not uploaded all: " + status);
      }
    }
  }
}
