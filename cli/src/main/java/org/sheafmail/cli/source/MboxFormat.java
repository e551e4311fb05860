package org.sheafmail.cli.source;

import java.util.Locale;
import org.sheafmail.cli.source.Transcriber.Escaping;

/// The four dialects of mbox: how the end of a message is known, and how a line of the message that
/// begins with `From ` is told from the line that begins the next one.
public enum MboxFormat {
  /// `From ` was written as `>From `; `>From ` was left alone, so reading it back is a guess.
  MBOXO(false, Escaping.SINGLE),
  /// One more `>` before any number of `>` and `From `: exact.
  MBOXRD(false, Escaping.EVERY),
  /// Content-Length says where the message ends, and `From ` was written as `>From `.
  MBOXCL(true, Escaping.SINGLE),
  /// Content-Length says where the message ends, and nothing was changed.
  MBOXCL2(true, Escaping.NONE);

  private final boolean contentLength;
  private final Escaping escaping;

  MboxFormat(boolean contentLength, Escaping escaping) {
    this.contentLength = contentLength;
    this.escaping = escaping;
  }

  boolean contentLength() {
    return contentLength;
  }

  Escaping escaping() {
    return escaping;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
