package org.sheafmail.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/// `sheaf manual`: the manual page, made of the same words as `--help`, so that the two never
/// differ. In the language of `man(7)`.
@Command(
    name = "manual",
    header = "Print the manual page.",
    footerHeading = "Examples:%n",
    footer = {
      "  sheaf manual | man -l -                              Read it",
      "  sheaf manual > /usr/local/share/man/man1/sheaf.1     Install it",
      ""
    })
final class ManualCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  ManualCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    CommandSpec root = spec.root();
    StringBuilder page = new StringBuilder();
    page.append(".TH SHEAF 1 \"\" \"sheaf ").append(Version.number()).append("\"\n");
    section(page, "NAME");
    page.append("sheaf \\- ").append(text(root.usageMessage().header())).append('\n');
    section(page, "SYNOPSIS");
    page.append(".B sheaf\n.I COMMAND\n[options]\n.PP\n");
    page.append(plain("Every command has --help, and --version tells the version.")).append('\n');
    section(page, "EXAMPLES");
    examples(page, root);
    section(page, "COMMANDS");
    root.subcommands().values().forEach(command -> command(page, command));
    section(page, "ENVIRONMENT");
    page.append(
        plain(
            "Every long option may as well be a variable: --max-wait is SHEAF_MAX_WAIT. What is"
                + " given on the command line wins, and a variable over the file ~/.config/sheaf/config,"
                + " which has lines such as max-wait = 60, also below [USER@HOST] for one account."
                + " SHEAF_PASSWORD holds a password, JAVA_OPTS goes"
                + " to the virtual machine, NO_COLOR switches colours off."));
    page.append('\n');
    section(page, "EXIT STATUS");
    for (ExitCode code : ExitCode.values()) {
      page.append(".TP\n.B ").append(code.code()).append('\n');
      page.append(plain(code.meaning())).append('\n');
    }
    page.append(".PP\n").append("Any other is a failure.\n");
    terminal.out().print(page);
    terminal.out().flush();
    return ExitCode.OK.code();
  }

  private static void section(StringBuilder page, String name) {
    page.append(".SH ").append(name).append('\n');
  }

  private static void command(StringBuilder page, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    page.append(".SS ").append(plain(spec.qualifiedName(" "))).append('\n');
    page.append(text(spec.usageMessage().header())).append('\n');
    String description = text(spec.usageMessage().description());
    if (!description.isEmpty()) {
      page.append(".PP\n").append(description).append('\n');
    }
    examples(page, spec);
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      page.append(".TP\n.I ").append(plain(parameter.paramLabel())).append('\n');
      page.append(text(parameter.description())).append('\n');
    }
    Map<String, List<OptionSpec>> groups = HelpLayout.groups(spec);
    groups.values().stream()
        .flatMap(List::stream)
        .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.hidden())
        .forEach(option -> option(page, option));
    command.getSubcommands().values().forEach(below -> command(page, below));
  }

  private static void option(StringBuilder page, OptionSpec option) {
    String names =
        Stream.of(option.names()).map(name -> plain(name)).collect(Collectors.joining(", "));
    page.append(".TP\n\\fB").append(names).append("\\fR");
    if (takesValue(option)) {
      page.append("=\\fI").append(plain(option.paramLabel())).append("\\fR");
    }
    page.append('\n').append(text(option.description())).append('\n');
  }

  private static boolean takesValue(ArgSpec argument) {
    return argument.arity().max() > 0;
  }

  private static void examples(StringBuilder page, CommandSpec spec) {
    if (spec.usageMessage().footer().length == 0) {
      return;
    }
    page.append(".PP\n.nf\n");
    for (String line : spec.usageMessage().footer()) {
      page.append(plain(line)).append('\n');
    }
    page.append(".fi\n");
  }

  private static String text(String[] lines) {
    return Stream.of(lines)
        .map(line -> Ansi.OFF.string(line))
        .filter(line -> !line.isEmpty())
        .map(ManualCommand::plain)
        .collect(Collectors.joining("\n"));
  }

  /// Text that `man` takes as it is.
  private static String plain(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
