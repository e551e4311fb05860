package org.sheafmail.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.plan.Inspector;
import org.sheafmail.cli.plan.KeptConnection;
import org.sheafmail.cli.plan.Plan;
import org.sheafmail.cli.plan.PlanJson;
import org.sheafmail.cli.plan.PlanText;
import org.sheafmail.cli.plan.Planning;
import org.sheafmail.cli.plan.Routes;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.Tally;
import org.sheafmail.cli.upload.TargetUrl;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.cli.upload.UploadEvents;
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
  /// Said when the user wants to stop.
  static final String STOPPING =
      "Stopping when it is known what became of what is on its way; Ctrl-C again ends at once.";

  private final Terminal terminal;

  @Mixin(name = "What is read and where it goes")
  private MailSourceOptions mail = new MailSourceOptions();

  @Mixin(name = "The server")
  private ServerOptions server = new ServerOptions();

  @Mixin(name = "How it is sent")
  private SendingOptions sending = new SendingOptions();

  @Mixin(name = "What is told")
  private ReportOptions report = new ReportOptions();

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
    ServerOptions.Connecting connecting = server.connecting(target, terminal);
    var kept = new KeptConnection(connecting::connect);
    try (ReportOptions.Told told = report.told(terminal);
        var interruption = new Interruption(() -> told.events().note(STOPPING))) {
      var upload =
          Upload.to(
              kept,
              target.account(),
              sending.state(),
              sending.settings(interruption::pause),
              told.events(),
              Clock.systemUTC(),
              interruption::asked);
      ExitCode code = run(upload, () -> prepared(planning, kept, told), told.events());
      boolean ended = code == ExitCode.OK || code == ExitCode.PARTIAL;
      return (verify == null || !ended
              ? code
              : verified(planning, connecting, verify, upload.tally(), told))
          .code();
    } finally {
      kept.close();
    }
  }

  /// What is to be done before the first octet is sent: where everything goes, and what stands in
  /// the way.
  private List<Upload.Source> prepared(
      Planning planning, KeptConnection kept, ReportOptions.Told told) throws StoppedException {
    told.show(() -> "Asking the server");
    try (Inspector inspector = new Inspector(kept)) {
      if (noPlan) {
        told.sending();
        Routes routes = planning.routes(inspector.server());
        kept.keep(inspector);
        return planning.sources(routes);
      }
      Plan plan =
          planning.plan(
              Optional.of(inspector), sending.larger(), survey -> told.show(survey::standing));
      told.tell(new PlanJson(plan).lines(), new PlanText(plan, terminal::bold).shortLines());
      told.sending();
      told.events().planned(plan.survey().messages(), plan.survey().octets());
      kept.keep(inspector);
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
              Optional.ofNullable(inspector),
              sending.larger(),
              survey -> told.show(survey::standing));
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
  interface Preparing {
    List<Upload.Source> sources() throws StoppedException;
  }

  static ExitCode run(Upload upload, Preparing preparing, UploadEvents events) {
    Tally tally = upload.tally();
    try (upload) {
      upload.run(preparing.sources());
    } catch (StoppedException e) {
      events.finished(tally, "failed", Optional.ofNullable(e.getMessage()));
      return exitCode(e.reason());
    } catch (InterruptedException e) {
      events.finished(tally, "failed", Optional.of("stopped; run it again to go on from here"));
      return ExitCode.INTERRUPTED;
    }
    boolean whole = tally.refused() + tally.twice() == 0;
    events.finished(tally, whole ? "success" : "partial", Optional.empty());
    if (tally.twice() > 0) {
      return ExitCode.MISMATCH;
    }
    if (whole) {
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
}
