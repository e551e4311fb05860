package org.sheafmail.cli;

/// How `sheaf` ends, for scripts: a small set that stays as it is. A code that is not listed here
/// is a failure.
enum ExitCode {
  /// All was done as asked.
  OK(0, "Done."),
  /// A check, a backup or a restore found damage. What nobody planned for has the same code.
  DAMAGED(
      1, "Damage, found by check, backup or restore; from others: something unexpected happened."),
  /// Something nobody planned for; a bug, most likely.
  INTERNAL(1, "Something unexpected happened."),
  /// A wrong option, or a directory or a configuration that cannot be used; a disk that is full or
  /// fails is one.
  USAGE(
      2, "Wrong usage, or a data directory, backup or configuration that cannot be used or read."),
  /// Some messages are not on the server; each is named.
  PARTIAL(3, "Finished, but some messages were refused; they are listed."),
  /// The address cannot be listened on or connected to.
  CONNECT(4, "Cannot listen or connect."),
  /// The server did not take the name and the password.
  AUTHENTICATION(5, "The password was not accepted."),
  /// No message was stored: the server took none, or none can be sent.
  REFUSED(6, "Nothing was stored, or nothing more: refused, full, or not fit to be sent."),
  /// What was to be uploaded cannot be read or is no mail.
  SOURCE(7, "A source cannot be read."),
  /// A limit the user has set.
  LIMIT(8, "Stopped by a limit that was given; run it again to go on."),
  /// The server asked for patience for longer than we have.
  TEMPORARY(9, "The server wants us to wait; run it again later to go on."),
  /// What the server has is not what the sources have.
  MISMATCH(10, "The server does not have what the sources have, or has some of it twice."),
  /// Ctrl-C before the work was done.
  INTERRUPTED(130, "Interrupted.");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  /// One line for `--help`.
  String meaning() {
    return meaning;
  }
}
