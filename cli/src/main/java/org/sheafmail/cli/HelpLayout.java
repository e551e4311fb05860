package org.sheafmail.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// How `--help` looks: examples first, since most people look for a line to copy; then the options
/// in groups, one for each mixin, under the mixin's name.
final class HelpLayout {
  /// The heading of the options of a command itself. Those of a mixin of this name are among them.
  static final String OWN = "What is done";

  static final String NO_COLOR = "--no-color";

  private HelpLayout() {}

  static void apply(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Show the version and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder(NO_COLOR)
            .type(boolean.class)
            .description("Print without colours, as the variable NO_COLOR does.")
            .build());
    spec.versionProvider(new Version());
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
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpLayout::examples);
    UsageMessageSpec usage = spec.usageMessage();
    usage.abbreviateSynopsis(spec.options().size() > 8);
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

  /// As they are written: a line to copy must not be broken.
  private static String examples(Help help) {
    return Stream.of(help.commandSpec().usageMessage().footer())
        .map(line -> Ansi.OFF.string(line) + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private static String options(Help help) {
    StringBuilder text = new StringBuilder();
    groups(help.commandSpec())
        .forEach((heading, options) -> {
          if (!heading.isEmpty()) {
            text.append(System.lineSeparator()).append(heading).append(':');
            text.append(System.lineSeparator());
          }
          Help.Layout layout = help.createDefaultLayout();
          layout.addOptions(options, help.createDefaultParamLabelRenderer());
          text.append(layout);
        });
    return text.toString();
  }

  /// The options by the name of the mixin they come from, those of the command itself first.
  static Map<String, List<OptionSpec>> groups(CommandSpec spec) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    Set<OptionSpec> own = new LinkedHashSet<>(spec.options());
    spec.mixins()
        .forEach((name, mixin) -> {
          if (name.equals(OWN)) {
            return;
          }
          List<OptionSpec> options = new ArrayList<>();
          for (OptionSpec option : mixin.options()) {
            own.removeIf(o -> o.longestName().equals(option.longestName()));
            options.add(option);
          }
          groups.put(name, options);
        });
    Map<String, List<OptionSpec>> all = new LinkedHashMap<>();
    all.put(groups.isEmpty() ? "" : OWN, List.copyOf(own));
    all.putAll(groups);
    return all;
  }
}
