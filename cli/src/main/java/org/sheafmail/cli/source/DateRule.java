package org.sheafmail.cli.source;

import java.util.List;
import java.util.Locale;

/// Where the internal date of a message comes from.
public enum DateRule {
  /// The line that begins the message in an mbox.
  FROM_LINE,
  /// The date received that Apple Mail keeps behind the message (emlx).
  PLIST,
  /// The topmost Received field: the last host that took the message.
  RECEIVED,
  /// The Date field: when the message was written.
  DATE,
  /// When the file was last written, which is where Maildir keeps the internal date.
  FILE_TIME,
  /// The server the message is copied from.
  SERVER;

  /// From files that hold one message each and nothing about it.
  static final List<DateRule> FOR_FILES = List.of(PLIST, RECEIVED, DATE, FILE_TIME);

  static final List<DateRule> FOR_MBOX = List.of(FROM_LINE, RECEIVED, DATE, FILE_TIME);

  static final List<DateRule> FOR_MAILDIR = List.of(FILE_TIME, RECEIVED, DATE);

  /// The name on the command line: `from-line`, `received`…
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
