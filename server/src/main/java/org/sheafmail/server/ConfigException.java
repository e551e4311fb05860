package org.sheafmail.server;

import java.util.List;

/// A configuration with errors: all of them, each with its place.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  private final List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /// One line each, `file:line:column: what is wrong`, in the order of the file.
  public List<String> problems() {
    return problems;
  }
}
