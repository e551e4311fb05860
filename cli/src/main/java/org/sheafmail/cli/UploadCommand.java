package org.sheafmail.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.plan.Inspector;
import org.sheafmail.cli.plan.Plan;
import org.sheafmail.cli.plan.PlanJson;
import org.sheafmail.cli.plan.PlanText;
import org.sheafmail.cli.plan.Planning;
import org.sheafmail.cli.upload.BatchLimits;
import org.sheafmail.cli.upload.EventsTo;
import org.sheafmail.cli.upload.JsonEvents;
import org.sheafmail.cli.upload.Patience;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.Tally;
import org.sheafmail.cli.upload.TargetUrl;
import org.sheafmail.cli.upload.TextEvents;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.cli.upload.UploadEvents;
import org.sheafmail.cli.upload.UploadSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sheaf upload`: mail from files into an account.
@Command(
    name = "upload",
    header = "Upload mail to an IMAP account, each message exactly once.",
    description = {
      "Sends whole batches in one round trip where the server can take them. What is stored is kept"
          + " in a ledger: run the same command again after whatever happened, and it goes on where"
          + " it was, without duplicates. A message the server refuses is put aside and named; the"
          + " others go on.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf upload old.mbox imaps://ada@mail.example.org/Archive",
      "                                    An mbox into the mailbox Archive; asks for the password",
      "  sheaf upload ~/Maildir imaps://ada@mail.example.org --password-command 'pass show mail'",
      "                                    A Maildir with its folders",
      "  sheaf upload takeout.zip imaps://ada@mail.example.org/Gmail --report report.jsonl",
      "                                    Google Takeout, labels as mailboxes below Gmail",
      ""
    })
class UploadCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MailSourceOptions mail = new MailSourceOptions();
  @Mixin private ServerOptions server = new ServerOptions();

  @Option(
      names = "--batch-octets",
      paramLabel = "N",
      description = "Batches grow to this many octets at most. Default: 16777216.")
  private long batchOctets = BatchLimits.DEFAULT.octetsMax();

  @Option(
      names = "--batch-messages",
      paramLabel = "N",
      description = "Batches hold this many messages at most. Default: 2000.")
  private int batchMessages = BatchLimits.DEFAULT.messagesMax();

  @Option(
      names = "--skip-larger",
      paramLabel = "OCTETS",
      description = "Leave larger messages out.")
  private @Nullable Long skipLarger;

  @Option(
      names = "--max-errors",
      paramLabel = "N",
      description = "Stop when more messages than this are refused. Default: go on.")
  private @Nullable Long maxErrors;

  @Option(
      names = "--max-wait",
      paramLabel = "SECONDS",
      description = "How long to wait for a server that is gone or asks for time. Default: 600.")
  private int maxWait = 600;

  @Option(
      names = "--restart",
      description = "Forget what earlier runs have stored and upload everything again.")
  private boolean restart;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where the ledgers are kept. Default: $XDG_STATE_HOME/sheaf or ~/.local/state/sheaf.")
  private @Nullable Path state;

  @Option(
      names = "--quarantine",
      paramLabel = "DIR",
      description =
          "Where refused messages are put, with the reasons in refused.tsv. Default: refused, in"
              + " the state directory.")
  private @Nullable Path quarantine;

  @Option(
      names = "--dry-run",
      description = "Only say what would be done, as the command plan does.")
  private boolean dryRun;

  @Option(
      names = "--no-plan",
      description =
          "Begin at once. Default: read the sources first, to say what is to come and when it will"
              + " be done.")
  private boolean noPlan;

  @Option(names = "--json", description = "Print lines of JSON; the last is the summary.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the lines of JSON to a file as well.")
  private @Nullable Path report;

  UploadCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    if (dryRun) {
      return plan(false);
    }
    TargetUrl target = mail.target();
    Planning planning = mail.planning(target);
    ServerOptions.Connecting connecting = server.connecting(target, terminal);
    try (PrintStream file = report == null ? null : reportFile(report);
        var interruption = new Interruption()) {
      UploadEvents events = events(file);
      var upload =
          Upload.to(
              connecting::connect,
              target.account(),
              new Upload.State(ledgers(), refused(), restart),
              settings(),
              events,
              Clock.systemUTC(),
              interruption::asked);
      List<PrintStream> programs = new ArrayList<>();
      if (json) {
        programs.add(terminal.out());
      }
      if (file != null) {
        programs.add(file);
      }
      return run(upload, () -> prepared(planning, connecting, events, programs), events);
    }
  }

  /// What is to be done before the first octet is sent: where everything goes, and what stands in
  /// the way.
  ///
  /// @param programs read lines of JSON
  private List<Upload.Source> prepared(
      Planning planning,
      ServerOptions.Connecting connecting,
      UploadEvents events,
      List<PrintStream> programs)
      throws StoppedException {
    try (Inspector inspector = new Inspector(connecting::connect)) {
      if (noPlan) {
        return planning.sources(planning.routes(inspector.server()));
      }
      Plan plan = planning.plan(Optional.of(inspector), larger(), _ -> {});
      events.planned(plan.survey().messages(), plan.survey().octets());
      programs.forEach(to -> new PlanJson(plan).lines().forEach(to::println));
      if (!json) {
        new PlanText(plan, terminal::bold).shortLines().forEach(terminal.err()::println);
      }
      return planning.sources(plan.routes());
    }
  }

  /// Says what would be done.
  ///
  /// @param offline to leave the server alone
  final int plan(boolean offline) throws CommandFailure, InterruptedException {
    TargetUrl target = mail.target();
    Planning planning = mail.planning(target);
    ServerOptions.Connecting connecting = offline ? null : server.connecting(target, terminal);
    try (Inspector inspector = connecting == null ? null : new Inspector(connecting::connect)) {
      Plan plan = planning.plan(Optional.ofNullable(inspector), larger(), _ -> {});
      boolean whole = plan.survey().refused() == 0;
      if (json) {
        PlanJson lines = new PlanJson(plan);
        lines.lines().forEach(terminal.out()::println);
        terminal.out().println(lines.summary(whole ? "success" : "partial"));
      } else {
        new PlanText(plan, terminal::bold).lines().forEach(terminal.out()::println);
      }
      return (whole ? ExitCode.OK : ExitCode.PARTIAL).code();
    } catch (StoppedException e) {
      throw new CommandFailure(exitCode(e.reason()), String.valueOf(e.getMessage()), e);
    }
  }

  /// What goes before the sending.
  @FunctionalInterface
  private interface Preparing {
    List<Upload.Source> sources() throws StoppedException;
  }

  private static int run(Upload upload, Preparing preparing, UploadEvents events)
      throws InterruptedException {
    Tally tally = upload.tally();
    try (upload) {
      upload.run(preparing.sources());
    } catch (StoppedException e) {
      events.finished(tally, "failed", Optional.ofNullable(e.getMessage()));
      return exitCode(e.reason()).code();
    }
    events.finished(tally, tally.refused() == 0 ? "success" : "partial", Optional.empty());
    if (tally.refused() == 0) {
      return ExitCode.OK.code();
    }
    boolean nothing = tally.stored() + tally.already() == 0;
    return (nothing ? ExitCode.REFUSED : ExitCode.PARTIAL).code();
  }

  static ExitCode exitCode(StoppedException.Reason reason) {
    return switch (reason) {
      case USAGE -> ExitCode.USAGE;
      case CONNECT -> ExitCode.CONNECT;
      case AUTHENTICATION -> ExitCode.AUTHENTICATION;
      case REFUSED -> ExitCode.REFUSED;
      case SOURCE -> ExitCode.SOURCE;
      case LIMIT -> ExitCode.LIMIT;
      case TEMPORARY -> ExitCode.TEMPORARY;
      case INTERRUPTED -> ExitCode.INTERRUPTED;
    };
  }

  private UploadEvents events(@Nullable PrintStream file) {
    List<UploadEvents> all = new ArrayList<>();
    all.add(
        json
            ? new JsonEvents(terminal.out())
            : new TextEvents(
                terminal.out(), terminal.err(), terminal.animated(), System::nanoTime));
    if (file != null) {
      all.add(new JsonEvents(file));
    }
    return new EventsTo(all);
  }

  private static PrintStream reportFile(Path report) throws CommandFailure {
    try {
      return new PrintStream(report.toFile(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot write the report: " + e.getMessage(), e);
    }
  }

  private UploadSettings settings() throws CommandFailure {
    BatchLimits usual = BatchLimits.DEFAULT;
    if (batchOctets < 1 || batchMessages < 1) {
      throw new CommandFailure(ExitCode.USAGE, "a batch holds one message at the least");
    }
    return new UploadSettings(
        new BatchLimits(
            Math.min(usual.octetsStart(), batchOctets),
            batchOctets,
            batchMessages,
            usual.aloneFrom(),
            usual.target()),
        larger(),
        maxErrors == null ? OptionalLong.empty() : OptionalLong.of(maxErrors),
        UploadSettings.DEFAULT.settling(),
        Patience.upTo(Duration.ofSeconds(maxWait)));
  }

  private OptionalLong larger() {
    return skipLarger == null ? OptionalLong.empty() : OptionalLong.of(skipLarger);
  }

  private Path ledgers() {
    return stateDirectory().resolve("uploads");
  }

  private Path refused() {
    return quarantine != null ? quarantine : stateDirectory().resolve("refused");
  }

  private Path stateDirectory() {
    if (state != null) {
      return state;
    }
    String xdg = System.getenv().getOrDefault("XDG_STATE_HOME", "");
    Path base =
        xdg.isEmpty()
            ? Path.of(System.getProperty("user.home", ""), ".local", "state")
            : Path.of(xdg);
    return base.resolve("sheaf");
  }
}
