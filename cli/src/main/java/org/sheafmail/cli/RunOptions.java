package org.sheafmail.cli;

import org.jspecify.annotations.Nullable;
import org.sheafmail.cli.verify.Depth;
import picocli.CommandLine.Option;

/// What is done besides sending, for the commands that move mail.
final class RunOptions {
  @Option(
      names = "--dry-run",
      description = "Only say what would be done, as the command plan does.")
  private boolean dryRun;

  @Option(
      names = "--no-plan",
      description =
          "Begin at once. Default: look at all there is to send first, to say what is to come and"
              + " when it will be done.")
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

  boolean dryRun() {
    return dryRun;
  }

  boolean plansFirst() {
    return !noPlan;
  }

  /// How closely to look afterwards; null not to.
  @Nullable Depth verify() {
    return verify;
  }
}
