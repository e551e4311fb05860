package org.sheafmail.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.copy.AccountSupply;
import org.sheafmail.cli.copy.SourceAccount;
import org.sheafmail.cli.plan.Selection;
import org.sheafmail.cli.upload.TargetUrl;
import org.sheafmail.protocol.MailboxName;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// How to get into the account that mail comes from.
final class FromOptions {
  @Option(
      names = "--from-password-command",
      paramLabel = "COMMAND",
      description = "A command that prints the password for FROM.")
  private @Nullable String passwordCommand;

  @Option(
      names = "--from-password-file",
      paramLabel = "FILE",
      description =
          "A file with the password for FROM in its first line. Without either: the environment"
              + " variable SHEAF_FROM_PASSWORD, ~/.netrc, ~/.authinfo, or you are asked.")
  private @Nullable String passwordFile;

  @Option(
      names = "--from-oauth2-token-command",
      paramLabel = "COMMAND",
      description = "A command that prints an OAuth access token for FROM, instead of a password.")
  private @Nullable String tokenCommand;

  @Option(
      names = "--from-trust",
      paramLabel = "FILE",
      description = "Trust the certificates in this PEM file for FROM, and no others.")
  private @Nullable String trust;

  @Option(
      names = "--from-timeout",
      paramLabel = "SECONDS",
      description = "How long nothing may move on the connection to FROM. Default: 120.")
  private @Nullable Integer timeout;

  @Option(
      names = "--from-trace",
      paramLabel = "FILE",
      description = "Write down what goes over the wire to and from FROM.")
  private @Nullable String trace;

  /// A way to the mail of an account; the password is asked for once, now.
  ///
  /// @param place the mailbox for everything, if the user has named one
  Move.Opening opening(
      TargetUrl url, Optional<MailboxName> place, Selection selection, Terminal terminal)
      throws CommandFailure, InterruptedException {
    ServerOptions.Connecting connecting = options().connecting(url, terminal);
    return (patience, notes) ->
        new AccountSupply(
            new SourceAccount(connecting::connect, patience, notes), url, place, selection);
  }

  /// The options as if they were given without `from-`.
  private ServerOptions options() {
    List<String> given = new ArrayList<>();
    give(given, "--password-command", passwordCommand);
    give(given, "--password-file", passwordFile);
    give(given, "--oauth2-token-command", tokenCommand);
    give(given, "--trust", trust);
    give(given, "--timeout", timeout == null ? null : timeout.toString());
    give(given, "--trace", trace);
    ServerOptions options = new ServerOptions("from-");
    new CommandLine(options).parseArgs(given.toArray(String[]::new));
    return options;
  }

  private static void give(List<String> given, String option, @Nullable String value) {
    if (value != null) {
      given.addAll(List.of(option, value));
    }
  }
}
