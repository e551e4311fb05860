package org.sheafmail.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sheafmail.cli.plan.Inspector;
import org.sheafmail.cli.plan.KeptConnection;
import org.sheafmail.cli.plan.Plan;
import org.sheafmail.cli.plan.PlanJson;
import org.sheafmail.cli.plan.PlanText;
import org.sheafmail.cli.plan.Planning;
import org.sheafmail.cli.plan.Routes;
import org.sheafmail.cli.plan.Supply;
import org.sheafmail.cli.upload.JsonEvents;
import org.sheafmail.cli.upload.Patience;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.Tally;
import org.sheafmail.cli.upload.TargetUrl;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.cli.verify.Depth;
import org.sheafmail.cli.verify.Verification;
import org.sheafmail.cli.verify.VerifyReport;
import org.sheafmail.client.AuthenticationException;
import org.sheafmail.client.ImapClient;

/// What the commands that move mail do with it: send it, say what that would be, or compare both
/// sides.
record Move(
    Terminal terminal,
    From from,
    TargetUrl target,
    ServerOptions server,
    SendingOptions sending,
    ReportOptions report) {
  /// Said when the user wants to stop.
  private static final String STOPPING =
      "Stopping when it is known what became of what is on its way; Ctrl-C again ends at once.";

  /// Where mail comes from.
  @FunctionalInterface
  interface Opening {
    /// Opens it.
    ///
    /// @param notes told why it takes time
    Supply open(Patience patience, Consumer<String> notes);
  }

  /// Where mail comes from, and by which rules its mailboxes find theirs.
  record From(Opening opening, List<Routes.Rule> rules, boolean specialUse) {}

  private Planning planning(Supply supply) {
    return new Planning(supply, target.mailbox(), from.rules(), from.specialUse());
  }

  private Plan plan(Planning planning, Optional<Inspector> inspector, ReportOptions.Told told)
      throws StoppedException {
    return planning.plan(
        inspector,
        source -> sending.state().earlier(source, target.account()),
        sending.larger(),
        survey -> told.show(survey::standing));
  }

  /// Sends it.
  ExitCode send(RunOptions running) throws CommandFailure, InterruptedException {
    ServerOptions.Connecting connecting = server.connecting(target, terminal);
    return telling(told -> send(running, connecting, told));
  }

  /// Work of which people and programs are told.
  @FunctionalInterface
  private interface Telling {
    ExitCode run(ReportOptions.Told told)
        throws StoppedException, CommandFailure, InterruptedException;
  }

  /// Works, and sees to it that programs are told the end, whatever it is.
  private ExitCode telling(Telling work) throws CommandFailure, InterruptedException {
    try (ReportOptions.Told told = report.told(terminal)) {
      try {
        return work.run(told);
      } catch (StoppedException e) {
        CommandFailure failure = failure(e);
        told.summary(ReportOptions.failure(String.valueOf(e.getMessage())));
        throw failure.afterTelling();
      } catch (CommandFailure e) {
        if (!e.isTold()) {
          told.summary(ReportOptions.failure(String.valueOf(e.getMessage())));
        }
        throw e.afterTelling();
      }
    }
  }

  private ExitCode send(
      RunOptions running, ServerOptions.Connecting connecting, ReportOptions.Told told)
      throws CommandFailure, InterruptedException {
    var kept = new KeptConnection(connecting::connect);
    try (var interruption = new Interruption(() -> told.events().note(STOPPING));
        Supply supply =
            from.opening()
                .open(sending.settings(interruption::pause).patience(), told.events()::note)) {
      var upload =
          Upload.to(
              kept,
              target.account(),
              sending.state(),
              sending.settings(interruption::pause),
              told.events(),
              Clock.systemUTC(),
              interruption::asked);
      Planning planning = planning(supply);
      ExitCode code =
          run(
              upload,
              () -> {
                Routes routes = prepared(planning, kept, running.plansFirst(), told);
                return planning.sources(routes, Supply.Wanted.MESSAGES);
              },
              told);
      return code == ExitCode.OK || code == ExitCode.PARTIAL
          ? finished(code, planning, connecting, running, upload.tally(), told)
          : code;
    } finally {
      kept.close();
    }
  }

  /// What is to be done before the first octet is sent: where everything goes, and what stands in
  /// the way.
  private Routes prepared(
      Planning planning, KeptConnection kept, boolean plansFirst, ReportOptions.Told told)
      throws StoppedException {
    told.show(() -> "Asking the server");
    try (Inspector inspector = new Inspector(kept)) {
      if (!plansFirst) {
        told.sending();
        Routes routes = planning.routes(inspector.server());
        kept.keep(inspector);
        return routes;
      }
      Plan plan = plan(planning, Optional.of(inspector), told);
      told.tell(new PlanJson(plan).lines(), new PlanText(plan, terminal::bold).shortLines());
      told.sending();
      told.events()
          .planned(
              plan.survey().messages() + plan.survey().already(),
              plan.survey().octets() + plan.survey().alreadyOctets());
      kept.keep(inspector);
      return plan.routes();
    }
  }

  /// What goes before the sending.
  @FunctionalInterface
  private interface Preparing {
    List<Upload.Source> sources() throws StoppedException;
  }

  private static ExitCode run(Upload upload, Preparing preparing, ReportOptions.Told told) {
    Tally tally = upload.tally();
    try (upload) {
      upload.run(preparing.sources());
    } catch (StoppedException e) {
      ended(told, tally, unfinished(tally), Optional.ofNullable(e.getMessage()));
      return exitCode(e.reason());
    } catch (InterruptedException e) {
      ended(
          told, tally, unfinished(tally), Optional.of("stopped; run it again to go on from here"));
      return ExitCode.INTERRUPTED;
    }
    boolean whole = tally.refused() + tally.twice() == 0;
    ended(told, tally, whole ? "success" : "partial", Optional.empty());
    if (tally.twice() > 0) {
      return ExitCode.MISMATCH;
    }
    if (whole) {
      return ExitCode.OK;
    }
    boolean nothing = tally.stored() + tally.already() == 0;
    return nothing ? ExitCode.REFUSED : ExitCode.PARTIAL;
  }

  /// The status of an upload that did not come to its end.
  private static String unfinished(Tally tally) {
    return tally.stored() + tally.already() > 0 ? "partial" : "failed";
  }

  private static void ended(
      ReportOptions.Told told, Tally tally, String status, Optional<String> reason) {
    told.events().finished(tally, status, reason);
    told.summary(JsonEvents.summary(tally, status, reason));
  }

  /// What is to be done once all messages are there.
  private ExitCode finished(
      ExitCode code,
      Planning planning,
      ServerOptions.Connecting connecting,
      RunOptions running,
      Tally tally,
      ReportOptions.Told told)
      throws CommandFailure {
    try {
      planning.finish(connecting::connect, told.events()::note);
      Depth depth = running.verify();
      if (depth == null) {
        return code;
      }
      VerifyReport found = compared(planning, connecting, depth, told);
      List<String> lines = new ArrayList<>(found.json());
      lines.add(found.summary("verification", false).toString());
      told.results(lines, found.lines(terminal::bold), found.details(false));
      // What was refused is known not to be there.
      if (found.onlyMissing() && found.missing() <= tally.refused()) {
        return code;
      }
      told.summary(
          JsonEvents.summary(
              tally, "failed", Optional.of("the server does not have what the sources have")));
      return ExitCode.MISMATCH;
    } catch (StoppedException e) {
      told.summary(JsonEvents.summary(tally, "failed", Optional.ofNullable(e.getMessage())));
      throw failure(e).afterTelling();
    }
  }

  /// Says what would be done.
  ///
  /// @param offline to leave the server alone
  ExitCode say(boolean offline) throws CommandFailure, InterruptedException {
    ServerOptions.Connecting connecting = offline ? null : server.connecting(target, terminal);
    return telling(told -> {
      try (Supply supply = supply(told);
          Inspector inspector = connecting == null ? null : new Inspector(connecting::connect)) {
        Plan plan = plan(planning(supply), Optional.ofNullable(inspector), told);
        boolean whole = plan.survey().refused() == 0;
        PlanJson json = new PlanJson(plan);
        told.results(json.lines(), new PlanText(plan, terminal::bold).lines(), List.of());
        told.summary(json.summary(whole ? "success" : "partial"));
        return whole ? ExitCode.OK : ExitCode.PARTIAL;
      }
    });
  }

  private Supply supply(ReportOptions.Told told) throws CommandFailure {
    return from.opening().open(sending.settings(Patience.SLEEP).patience(), told.events()::note);
  }

  /// Compares both sides.
  ///
  /// @param exact true if the server must not have anything else
  ExitCode compare(Depth depth, boolean exact) throws CommandFailure, InterruptedException {
    ServerOptions.Connecting connecting = server.connecting(target, terminal);
    return telling(told -> {
      try (Supply supply = supply(told)) {
        VerifyReport found = compared(planning(supply), connecting, depth, told);
        told.results(found.json(), found.lines(terminal::bold), found.details(exact));
        told.summary(found.summary("summary", exact));
        return found.matches(exact) ? ExitCode.OK : ExitCode.MISMATCH;
      }
    });
  }

  private VerifyReport compared(
      Planning planning, ServerOptions.Connecting connecting, Depth depth, ReportOptions.Told told)
      throws StoppedException {
    var verification = new Verification(depth, sending.larger());
    told.show(verification::standing);
    Supply.Wanted wanted = depth == Depth.HASH ? Supply.Wanted.MESSAGES : Supply.Wanted.SIZES;
    try (Inspector inspector = new Inspector(connecting::connect)) {
      for (Upload.Source source : planning.sources(planning.routes(inspector.server()), wanted)) {
        verification.expect(source);
      }
    }
    try (ImapClient client = connecting.connect()) {
      return new VerifyReport(depth, verification.look(client));
    } catch (AuthenticationException e) {
      throw new StoppedException(
          StoppedException.Reason.AUTHENTICATION, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StoppedException(StoppedException.Reason.CONNECT, "cannot connect: " + e, e);
    }
  }

  private static CommandFailure failure(StoppedException e) {
    return new CommandFailure(exitCode(e.reason()), String.valueOf(e.getMessage()), e);
  }

  private static ExitCode exitCode(StoppedException.Reason reason) {
    return switch (reason) {
      case USAGE -> ExitCode.USAGE;
      case CONNECT -> ExitCode.CONNECT;
      case AUTHENTICATION -> ExitCode.AUTHENTICATION;
      case REFUSED -> ExitCode.REFUSED;
      case SOURCE -> ExitCode.SOURCE;
      case LIMIT -> ExitCode.LIMIT;
      case TEMPORARY -> ExitCode.TEMPORARY;
      case MISMATCH -> ExitCode.MISMATCH;
      case INTERRUPTED -> ExitCode.INTERRUPTED;
    };
  }
}
