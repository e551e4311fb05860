package org.sheafmail.cli;

/// A command cannot go on, for a reason that one line explains to whoever called it.
final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;
  private boolean told;

  CommandFailure(ExitCode exitCode, String line) {
    super(line);
    this.exitCode = exitCode;
  }

  CommandFailure(ExitCode exitCode, String line, Throwable cause) {
    super(line, cause);
    this.exitCode = exitCode;
  }

  ExitCode exitCode() {
    return exitCode;
  }

  /// From now on it is known that programs that read JSON have been told.
  CommandFailure afterTelling() {
    told = true;
    return this;
  }

  boolean isTold() {
    return told;
  }
}
