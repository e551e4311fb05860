package org.sheafmail.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sheafmail.bench.Options.Section;
import org.sheafmail.bench.Options.WrongOption;

/// Starts what is compared, lets it take turns, prints medians and ratios, ends what it started.
public final class Bench {
  private final Options options;
  private final Report report;
  private final Path dir;
  private final Deque<Target> running = new ArrayDeque<>();

  private Bench(Options options, Report report, Path dir) {
    this.options = options;
    this.report = report;
    this.dir = dir;
  }

  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  /// Runs with these arguments (see `--help`).
  ///
  /// @return the exit code
  public static int run(List<String> args, PrintStream out, PrintStream err) {
    if (!args.isEmpty() && args.getFirst().equals("upload")) {
      return UploadBench.run(args.subList(1, args.size()), out, err);
    }
    if (args.contains("--help")) {
      out.print(Options.HELP);
      return 0;
    }
    try {
      Options options = Options.parse(args);
      Path dir = Files.createTempDirectory(options.dir, "sheaf-bench-");
      Bench bench = new Bench(options, new Report(out), dir);
      Thread cleanup = new Thread(bench::end, "end of bench");
      Runtime.getRuntime().addShutdownHook(cleanup);
      giveUpAfter(options.minutes, err);
      bench.measure();
      return 0;
    } catch (WrongOption e) {
      err.println("bench: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("bench: " + e.getMessage());
      return 1;
    }
  }

  private static void giveUpAfter(int minutes, PrintStream err) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            Thread.sleep(TimeUnit.MINUTES.toMillis(minutes));
          } catch (InterruptedException e) {
            return;
          }
          err.println("bench: not done after " + minutes + " minutes (--minutes)");
          System.exit(1);
        });
  }

  private void measure() throws IOException {
    // Dovecot works as another user and must be able to pass through.
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : options.targets) {
      running.add(start(name));
    }
    report.line("# Sheaf side by side");
    report.line("");
    report.line(
        "%s, %d rounds after %d warm-ups, in turns"
            .formatted(Report.machine(), options.rounds, options.warmups));
    appends();
    List<Target.ImapServer> servers = new ArrayList<>();
    for (Target target : running) {
      if (target instanceof Target.ImapServer server) {
        servers.add(server);
      }
    }
    if (options.sections.contains(Section.MAILBOX) && !servers.isEmpty()) {
      new MailboxSection(options, report).run(servers);
    }
    ResourceSections resources = new ResourceSections(options, report, dir);
    if (options.sections.contains(Section.SYNCS)) {
      resources.syncs(servers);
    }
    if (options.sections.contains(Section.MEMORY)) {
      closeAll();
      resources.memory();
    }
  }

  private void appends() throws IOException {
    AppendSections sections = new AppendSections(options, report, List.copyOf(running));
    if (options.sections.contains(Section.BATCH)) {
      sections.batch();
    }
    if (options.sections.contains(Section.SINGLE)) {
      sections.single();
    }
    if (options.sections.contains(Section.CONCURRENT)) {
      sections.concurrent();
    }
  }

  private Target start(String name) throws IOException {
    return switch (name) {
      case "sheaf" -> new SheafTarget(options.sheaf, dir, options.connections, "");
      case "sink" -> new SinkTarget(dir);
      default -> new DovecotTarget(dir, name);
    };
  }

  private void closeAll() throws IOException {
    for (Target target = running.poll(); target != null; target = running.poll()) {
      target.close();
    }
  }

  private void end() {
    try {
      closeAll();
      try (Stream<Path> tree = Files.walk(dir)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException e) {
      System.err.println("bench: cannot clean up " + dir + ": " + e.getMessage());
    }
  }
}
