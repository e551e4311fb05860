package org.sheafmail.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sheafmail.bench.Bench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// `sheaf bench`: hands everything to the bench module, which knows its own options.
@Command(
    name = "bench",
    description = "Measure side by side with a raw sink and other servers (sheaf bench --help).")
final class BenchCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Unmatched private final List<String> arguments = new ArrayList<>();

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return Bench.run(arguments, terminal.out(), terminal.err());
  }
}
