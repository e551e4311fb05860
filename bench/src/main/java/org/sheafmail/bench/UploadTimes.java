package org.sheafmail.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.sheafmail.bench.Rounds.Series;

/// What was measured of one tool that uploads to one server.
final class UploadTimes {
  /// Messages of each upload.
  final int messages;

  /// From the start of the process to its end.
  final Series whole = new Series();

  /// From the first `APPEND` leaving to the last OK arriving.
  final Series appends = new Series();

  final AtomicLong peakKibibytes = new AtomicLong();

  /// Commands that appended something, in the last upload.
  int commands;

  UploadTimes(int messages) {
    this.messages = messages;
  }

  /// Messages in a second of the whole process.
  double rate() {
    return messages / whole.median();
  }

  /// Messages in a second, once they are on their way.
  double appendRate() {
    return messages / appends.median();
  }
}
