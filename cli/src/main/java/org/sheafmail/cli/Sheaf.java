package org.sheafmail.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;

/// The one program, `sheaf`, and its commands.
@Command(
    name = "sheaf",
    header = "An IMAP server that appends a batch of messages whole or not at all.",
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf demo                               See it work: a server, a mailbox, one upload",
      "  sheaf user add ada --data /srv/mail      Make an account; asks for a password",
      "  sheaf serve --data /srv/mail --imap 127.0.0.1:1143",
      "                                           Serve it until SIGTERM or Ctrl-C",
      ""
    },
    synopsisSubcommandLabel = "COMMAND")
public final class Sheaf {
  private Sheaf() {}

  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(System.getenv()), args));
  }

  /// Runs a command to its end.
  ///
  /// @return the exit code, see [ExitCode]
  static int run(Terminal terminal, String... args) {
    return run(terminal, new Shutdown(), args);
  }

  static int run(Terminal terminal, Shutdown shutdown, String... args) {
    CommandLine sheaf = new CommandLine(new Sheaf());
    sheaf.addSubcommand(new DemoCommand(terminal, shutdown));
    sheaf.addSubcommand(new ServeCommand(terminal, shutdown));
    sheaf.addSubcommand(UserCommand.commandLine(terminal));
    sheaf.addSubcommand(new UploadCommand(terminal));
    sheaf.addSubcommand(new PlanCommand(terminal));
    sheaf.addSubcommand(new VerifyCommand(terminal));
    sheaf.addSubcommand(new CompactCommand(terminal));
    sheaf.addSubcommand(new CheckCommand(terminal));
    sheaf.addSubcommand(new BenchCommand(terminal));
    sheaf.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    sheaf.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    sheaf.setUsageHelpAutoWidth(true);
    sheaf.setCaseInsensitiveEnumValuesAllowed(true);
    sheaf.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    Stream.concat(Stream.of(sheaf), below(sheaf)).forEach(Sheaf::addHelp);
    sheaf.setParameterExceptionHandler((e, _) -> refused(terminal, e));
    sheaf.setExecutionExceptionHandler((e, _, _) -> failed(terminal, e));
    return shutdown.finished(sheaf.execute(args.length == 0 ? new String[] {"--help"} : args));
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return command.getSubcommands().values().stream()
        .flatMap(c -> Stream.concat(Stream.of(c), below(c)));
  }

  /// `--help` shows examples first, since most people look for a line to copy.
  private static void addHelp(CommandLine command) {
    if (command.getCommand() instanceof BenchCommand) {
      return; // It has a help of its own.
    }
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version and exit.")
                .build())
        .versionProvider(new Version());
    command.setHelpSectionKeys(
        List.of(
            UsageMessageSpec.SECTION_KEY_HEADER,
            UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
            UsageMessageSpec.SECTION_KEY_FOOTER,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
            UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST));
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.exitCodeListHeading("%nExit codes:%n");
    usage.exitCodeList(
        Stream.of(ExitCode.values())
            .collect(
                Collectors.toMap(
                    c -> Integer.toString(c.code()),
                    ExitCode::meaning,
                    (a, _) -> a,
                    LinkedHashMap::new)));
  }

  private static int refused(Terminal terminal, ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    terminal.err().println(command + ": " + oneLine(e) + " (see " + command + " --help)");
    return ExitCode.USAGE.code();
  }

  private static int failed(Terminal terminal, Exception e) {
    if (e instanceof CommandFailure failure) {
      terminal.err().println("sheaf: " + oneLine(failure));
      return failure.exitCode().code();
    }
    terminal.err().println("sheaf: this should not have happened, please report it:");
    e.printStackTrace(terminal.err());
    return ExitCode.INTERNAL.code();
  }

  private static String oneLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
