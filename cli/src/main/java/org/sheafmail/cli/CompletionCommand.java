package org.sheafmail.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sheaf completion`: a script that lets a shell complete commands and options.
@Command(
    name = "completion",
    header = "Print a script that lets bash or zsh complete commands and options.",
    footerHeading = "Examples:%n",
    footer = {
      "  source <(sheaf completion bash)                      For this shell",
      "  sheaf completion bash > ~/.local/share/bash-completion/completions/sheaf",
      "                                                       For good",
      ""
    })
final class CompletionCommand implements Callable<Integer> {
  /// Shells that understand the script.
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    // zsh reads the same script, which loads zsh's emulation of bash's completion first.
    terminal.out().println("# Completion of sheaf for " + shell + ".");
    terminal.out().print(AutoComplete.bash("sheaf", spec.root().commandLine()));
    terminal.out().flush();
    return ExitCode.OK.code();
  }
}
