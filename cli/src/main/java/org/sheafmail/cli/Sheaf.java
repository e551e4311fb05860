package org.sheafmail.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.ParameterException;

/// The one program, `sheaf`, and its commands.
@Command(
    name = "sheaf",
    header = "An IMAP server and mail uploader: a batch of messages is whole or not at all.",
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf demo                            See it work: a server, a mailbox, an upload",
      "  sheaf user add ada --data /srv/mail   Make an account; asks for a password",
      "  sheaf serve --data /srv/mail --imap 127.0.0.1:1143",
      "                                        Serve it until SIGTERM or Ctrl-C",
      "  sheaf plan old.mbox imaps://ada@mail.example.org/Archive",
      "                                        What an upload would do",
      "  sheaf upload old.mbox imaps://ada@mail.example.org/Archive",
      "                                        Do it; each message once, whatever happens",
      "  sheaf verify old.mbox imaps://ada@mail.example.org/Archive",
      "                                        Is all of it there?",
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
    return run(terminal, shutdown, System.getenv(), args);
  }

  /// @param environment where options may be given, too
  static int run(
      Terminal given, Shutdown shutdown, Map<String, String> environment, String... args) {
    // Before it is read like the others: help and complaints have colours, too.
    boolean plain = List.of(args).contains(HelpLayout.NO_COLOR);
    Terminal terminal = plain ? given.withoutColour() : given;
    CommandLine sheaf = new CommandLine(new Sheaf());
    wanted(commands(terminal, shutdown), args).forEach(made -> sheaf.addSubcommand(made.get()));
    sheaf.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    sheaf.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    sheaf.setUsageHelpAutoWidth(true);
    sheaf.setCaseInsensitiveEnumValuesAllowed(true);
    sheaf.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    Stream.concat(Stream.of(sheaf), below(sheaf))
        .filter(command -> !hasHelpOfItsOwn(command))
        .forEach(HelpLayout::apply);
    boolean json = List.of(args).contains("--json");
    try {
      sheaf.setDefaultValueProvider(defaults(sheaf, terminal, environment, List.of(args)));
    } catch (CommandFailure e) {
      return shutdown.finished(failed(terminal, json, e));
    }
    sheaf.setParameterExceptionHandler((e, _) -> refused(terminal, json, e));
    sheaf.setExecutionExceptionHandler((e, _, _) -> failed(terminal, json, e));
    return shutdown.finished(sheaf.execute(args.length == 0 ? new String[] {"--help"} : args));
  }

  private static Map<String, Supplier<Object>> commands(Terminal terminal, Shutdown shutdown) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("demo", () -> new DemoCommand(terminal, shutdown));
    commands.put("serve", () -> new ServeCommand(terminal, shutdown));
    commands.put("user", () -> UserCommand.commandLine(terminal));
    commands.put("upload", () -> new UploadCommand(terminal));
    commands.put("copy", () -> new CopyCommand(terminal));
    commands.put("plan", () -> new PlanCommand(terminal));
    commands.put("verify", () -> new VerifyCommand(terminal));
    commands.put("compact", () -> new CompactCommand(terminal));
    commands.put("check", () -> new CheckCommand(terminal));
    commands.put("export", () -> new ExportCommand(terminal));
    commands.put("backup", () -> new BackupCommand(terminal));
    commands.put("restore", () -> new RestoreCommand(terminal));
    commands.put("bench", () -> new BenchCommand(terminal));
    commands.put("completion", () -> new CompletionCommand(terminal));
    commands.put("manual", () -> new ManualCommand(terminal));
    // Not a reference to its constructor: the virtual machine breaks when it is to keep that ready.
    commands.put("help", () -> new CommandLine.HelpCommand());
    return commands;
  }

  /// The command that is asked for, since each takes its time to make; all of them if it is one
  /// that speaks of the others.
  private static Collection<Supplier<Object>> wanted(
      Map<String, Supplier<Object>> commands, String... args) {
    boolean speaksOfAll =
        args.length == 0 || Set.of("completion", "manual", "help").contains(args[0]);
    Supplier<Object> one = speaksOfAll ? null : commands.get(args[0]);
    return one == null ? commands.values() : List.of(one);
  }

  /// What an option has that is not on the command line: a variable comes before the file.
  private static IDefaultValueProvider defaults(
      CommandLine sheaf, Terminal terminal, Map<String, String> environment, List<String> args)
      throws CommandFailure {
    EnvironmentDefaults variables = new EnvironmentDefaults(environment);
    ConfigFile file =
        ConfigFile.read(
            environment, option -> has(sheaf, option) || anyHas(terminal, option), args);
    return argument -> {
      String value = variables.defaultValue(argument);
      return value == null ? file.defaultValue(argument) : value;
    };
  }

  private static boolean has(CommandLine sheaf, String option) {
    return below(sheaf).anyMatch(command -> command.getCommandSpec().findOption(option) != null);
  }

  /// True if a command has the option, whichever is asked for.
  private static boolean anyHas(Terminal terminal, String option) {
    CommandLine sheaf = new CommandLine(new Sheaf());
    commands(terminal, new Shutdown()).values().forEach(made -> sheaf.addSubcommand(made.get()));
    return has(sheaf, option);
  }

  private static boolean hasHelpOfItsOwn(CommandLine command) {
    return command.getCommand() instanceof BenchCommand
        || command.getCommand() instanceof CommandLine.HelpCommand;
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return command.getSubcommands().values().stream()
        .flatMap(c -> Stream.concat(Stream.of(c), below(c)));
  }

  private static int refused(Terminal terminal, boolean json, ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    summarize(terminal, json, oneLine(e));
    terminal.err().println(command + ": " + oneLine(e) + " (see " + command + " --help)");
    return ExitCode.USAGE.code();
  }

  /// Whoever reads lines of JSON gets a last one, however early a command ends.
  private static void summarize(Terminal terminal, boolean json, String reason) {
    if (json) {
      terminal.out().println(ReportOptions.failure(reason));
    }
  }

  private static int failed(Terminal terminal, boolean json, Exception e) {
    if (e instanceof CommandFailure failure) {
      summarize(terminal, json && !failure.isTold(), oneLine(failure));
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
