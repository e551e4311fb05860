package org.sheafmail.cli;

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
import org.sheafmail.cli.upload.Patience;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.Tally;
import org.sheafmail.cli.upload.TargetUrl;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.cli.upload.UploadEvents;
import org.sheafmail.cli.upload.UploadSettings;
import org.sheafmail.cli.verify.Depth;
import org.sheafmail.cli.verify.VerifyReport;
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
      "        An mbox into the mailbox Archive; asks for the password",
      "  sheaf upload ~/Maildir imaps://ada@mail.example.org --password-command 'pass mail'",
      "        A Maildir with its folders",
      "  sheaf upload takeout.zip imaps://ada@mail.example.org/Gmail --report done.jsonl",
      "        Google Takeout, labels as mailboxes below Gmail",
      ""
    })
class UploadCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "What is read and where it goes")
  private MailSourceOptions mail = new MailSourceOptions();

  @Mixin(name = "The server")
  private ServerOptions server = new ServerOptions();

  @Mixin(name = "What is told")
  private ReportOptions report = new ReportOptions();

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
      names = "--connections",
      paramLabel = "N",
      description =
          "Send the folders of a source through this many connections beside each other. Default:"
              + " 1.")
  private int connections = 1;

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

  @Option(
      names = "--verify",
      arity = "0..1",
      fallbackValue = "size",
      paramLabel = "DEPTH",
      description =
          "Ask the server afterwards whether all of it is there, by count, size (if nothing is"
              + " said) or hash.")
  private @Nullable Depth verify;

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
    UploadSettings settings = settings();
    ServerOptions.Connecting connecting = server.connecting(target, terminal);
    try (ReportOptions.Told told = report.told(terminal);
        var interruption = new Interruption()) {
      var upload =
          Upload.to(
              connecting::connect,
              target.account(),
              new Upload.State(ledgers(), refused(), restart),
              settings,
              told.events(),
              Clock.systemUTC(),
              interruption::asked);
      ExitCode code = run(upload, () -> prepared(planning, connecting, told), told.events());
      boolean ended = code == ExitCode.OK || code == ExitCode.PARTIAL;
      return (verify == null || !ended
              ? code
              : verified(planning, connecting, verify, upload.tally(), told))
          .code();
    }
  }

  /// What is to be done before the first octet is sent: where everything goes, and what stands in
  /// the way.
  private List<Upload.Source> prepared(
      Planning planning, ServerOptions.Connecting connecting, ReportOptions.Told told)
      throws StoppedException {
    try (Inspector inspector = new Inspector(connecting::connect)) {
      if (noPlan) {
        return planning.sources(planning.routes(inspector.server()));
      }
      Plan plan =
          planning.plan(Optional.of(inspector), larger(), survey -> told.show(survey::standing));
      told.tell(new PlanJson(plan).lines(), new PlanText(plan, terminal::bold).shortLines());
      told.sending();
      told.events().planned(plan.survey().messages(), plan.survey().octets());
      return planning.sources(plan.routes());
    }
  }

  private ExitCode verified(
      Planning planning,
      ServerOptions.Connecting connecting,
      Depth depth,
      Tally tally,
      ReportOptions.Told told)
      throws CommandFailure {
    try {
      VerifyReport found = VerifyCommand.verify(planning, connecting::connect, depth, told);
      List<String> lines = new ArrayList<>(found.json());
      lines.add(found.summary(false));
      told.results(lines, found.lines(terminal::bold), found.details(false));
      // What was refused is known not to be there.
      boolean asKnown = found.onlyMissing() && found.missing() <= tally.refused();
      return asKnown ? tally.refused() == 0 ? ExitCode.OK : ExitCode.PARTIAL : ExitCode.MISMATCH;
    } catch (StoppedException e) {
      throw new CommandFailure(exitCode(e.reason()), String.valueOf(e.getMessage()), e);
    }
  }

  /// Says what would be done.
  ///
  /// @param offline to leave the server alone
  final int plan(boolean offline) throws CommandFailure, InterruptedException {
    TargetUrl target = mail.target();
    Planning planning = mail.planning(target);
    ServerOptions.Connecting connecting = offline ? null : server.connecting(target, terminal);
    try (ReportOptions.Told told = report.told(terminal);
        Inspector inspector = connecting == null ? null : new Inspector(connecting::connect)) {
      Plan plan =
          planning.plan(
              Optional.ofNullable(inspector), larger(), survey -> told.show(survey::standing));
      boolean whole = plan.survey().refused() == 0;
      PlanJson json = new PlanJson(plan);
      List<String> lines = new ArrayList<>(json.lines());
      lines.add(json.summary(whole ? "success" : "partial"));
      told.results(lines, new PlanText(plan, terminal::bold).lines(), List.of());
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

  private static ExitCode run(Upload upload, Preparing preparing, UploadEvents events)
      throws InterruptedException {
    Tally tally = upload.tally();
    try (upload) {
      upload.run(preparing.sources());
    } catch (StoppedException e) {
      events.finished(tally, "failed", Optional.ofNullable(e.getMessage()));
      return exitCode(e.reason());
    }
    events.finished(tally, tally.refused() == 0 ? "success" : "partial", Optional.empty());
    if (tally.refused() == 0) {
      return ExitCode.OK;
    }
    boolean nothing = tally.stored() + tally.already() == 0;
    return nothing ? ExitCode.REFUSED : ExitCode.PARTIAL;
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

  private UploadSettings settings() throws CommandFailure {
    BatchLimits usual = BatchLimits.DEFAULT;
    if (batchOctets < 1 || batchMessages < 1) {
      throw new CommandFailure(ExitCode.USAGE, "a batch holds one message at the least");
    }
    if (connections < 1) {
      throw new CommandFailure(ExitCode.USAGE, "there must be one connection at the least");
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
        Patience.upTo(Duration.ofSeconds(maxWait)),
        connections);
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
