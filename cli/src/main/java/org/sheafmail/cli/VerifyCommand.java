package org.sheafmail.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sheafmail.cli.plan.Inspector;
import org.sheafmail.cli.plan.Planning;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.TargetUrl;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.cli.verify.Depth;
import org.sheafmail.cli.verify.Verification;
import org.sheafmail.cli.verify.VerifyReport;
import org.sheafmail.client.AuthenticationException;
import org.sheafmail.client.ImapClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sheaf verify`: is what the sources have on the server? It changes nothing on either side.
@Command(
    name = "verify",
    header = "Compare mail in files with what the server has.",
    description = {
      "Asks the server, never its own memory. Prints a line for each mailbox, and on standard"
          + " error each message that is missing, different, there more than once, or not from the"
          + " sources. Exit code 10 if anything is missing, different or there too often. Takes the"
          + " sources, the URL and the options of the upload.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf verify old.mbox imaps://ada@mail.example.org/Archive",
      "        By size and Message-ID",
      "  sheaf verify ~/Maildir imaps://ada@mail.example.org --by hash",
      "        Octet for octet: fetches all messages",
      "  sheaf verify old.mbox imaps://ada@mail.example.org/Archive --exact",
      "        Nothing else may be in the mailbox",
      ""
    })
final class VerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "What is read and where it goes")
  private MailSourceOptions mail = new MailSourceOptions();

  @Mixin(name = "The server")
  private ServerOptions server = new ServerOptions();

  @Mixin(name = "What is told")
  private ReportOptions reporting = new ReportOptions();

  @Option(
      names = "--by",
      paramLabel = "DEPTH",
      description =
          "count the messages, compare the size and Message-ID of each (size, the default), or"
              + " their octets (hash).")
  private Depth depth = Depth.SIZE;

  @Option(
      names = "--exact",
      description = "A message that is not from the sources is a mismatch, too.")
  private boolean exact;

  VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    TargetUrl target = mail.target();
    Planning planning = mail.planning(target);
    ServerOptions.Connecting connecting = server.connecting(target, terminal);
    try (ReportOptions.Told told = reporting.told(terminal)) {
      VerifyReport report = verify(planning, connecting::connect, depth, told);
      List<String> lines = new ArrayList<>(report.json());
      lines.add(report.summary(exact));
      told.results(lines, report.lines(terminal::bold), report.details(exact));
      return (report.matches(exact) ? ExitCode.OK : ExitCode.MISMATCH).code();
    } catch (StoppedException e) {
      throw new CommandFailure(
          UploadCommand.exitCode(e.reason()), String.valueOf(e.getMessage()), e);
    }
  }

  /// Reads the sources and looks at the server.
  static VerifyReport verify(
      Planning planning, Upload.Connecting connecting, Depth depth, ReportOptions.Told told)
      throws StoppedException {
    var verification = new Verification(depth);
    told.show(verification::standing);
    try (Inspector inspector = new Inspector(connecting)) {
      for (Upload.Source source : planning.sources(planning.routes(inspector.server()))) {
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
}
