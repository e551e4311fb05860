package org.sheafmail.cli.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Puts a `>` before each line of the form `>*From `, as mboxrd does; all other octets pass as they
/// are. It pushes: pieces may be cut anywhere.
final class FromEscape {
  private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private boolean atLineStart = true;

  /// True while the line so far is `>*` and a beginning of `From `.
  private boolean open = true;

  /// How many `>` and letters of `From ` are held back.
  private long marks;

  private int matched;
  private long escapes;

  FromEscape(OutputStream out) {
    this.out = out;
  }

  void write(byte[] octets, int length) throws IOException {
    for (int i = 0; i < length; i++) {
      byte octet = octets[i];
      if (open) {
        if (octet == '>' && matched == 0) {
          marks++;
          atLineStart = false;
          continue;
        }
        if (octet == FROM[matched]) {
          matched++;
          atLineStart = false;
          if (matched == FROM.length) {
            out.write('>');
            escapes++;
            release();
          }
          continue;
        }
        release();
      }
      out.write(octet);
      atLineStart = octet == '\n';
      open = atLineStart;
    }
  }

  private void release() throws IOException {
    for (; marks > 0; marks--) {
      out.write('>');
    }
    out.write(FROM, 0, matched);
    matched = 0;
    open = false;
  }

  /// Writes what was held back at the end of a message.
  void finish() throws IOException {
    if (open) {
      release();
    }
  }

  /// How many `>` were added.
  long escapes() {
    return escapes;
  }

  /// True if the last octet was a line end.
  boolean isAtLineStart() {
    return atLineStart;
  }
}
