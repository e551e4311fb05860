package org.sheafmail.cli.source;

import java.nio.charset.StandardCharsets;

/// Turns the octets of a message as a file holds them into the octets that are sent: a line end LF
/// becomes CRLF, `>From ` of an mbox becomes `From ` again, and nothing else changes unless a
/// policy asks for it.
///
/// It pushes: each call takes a piece of any length and writes what is settled so far.
final class Transcriber {
  /// How an mbox protects lines of the message that begin with `From `.
  enum Escaping {
    /// Not at all: `>From ` is text.
    NONE,
    /// `From ` becomes `>From `; other lines are left (mboxo, mboxcl).
    SINGLE,
    /// Any number of `>` before `From ` gets one more (mboxrd).
    EVERY
  }

  private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

  private final Escaping escaping;
  private final boolean stripNul;
  private final boolean mendCr;
  private final boolean keepLf;

  private boolean atLineStart = true;
  private boolean afterCr;

  /// A `>` that may have to go is held back here, and how many letters of `From ` followed it.
  private boolean held;

  private int matched;

  /// @param stripNul leaves NUL octets out
  /// @param mendCr makes CRLF of a CR without LF
  Transcriber(Escaping escaping, boolean stripNul, boolean mendCr) {
    this(escaping, stripNul, mendCr, false);
  }

  private Transcriber(Escaping escaping, boolean stripNul, boolean mendCr, boolean keepLf) {
    this.escaping = escaping;
    this.stripNul = stripNul;
    this.mendCr = mendCr;
    this.keepLf = keepLf;
  }

  /// For what was written as it was stored: only the escaping is undone.
  static Transcriber exact(Escaping escaping) {
    return new Transcriber(escaping, false, false, true);
  }

  /// The room that `out` needs for `length` octets in.
  static int roomFor(int length) {
    return 2 * length + 16;
  }

  /// Takes the octets `from` to `to` of `in`; returns how many were written to `out`.
  int transcribe(byte[] in, int from, int to, byte[] out) {
    int written = 0;
    for (int i = from; i < to; i++) {
      byte octet = in[i];
      if (octet == 0 && stripNul) {
        continue;
      }
      if (held || (atLineStart && octet == '>' && escaping != Escaping.NONE)) {
        written = hold(octet, out, written);
        if (held) {
          continue;
        }
        if (matched == FROM.length) {
          matched = 0;
          continue;
        }
      }
      written = put(octet, out, written);
    }
    return written;
  }

  /// Writes what is still held back at the end of the message.
  int finish(byte[] out) {
    int written = release(out, 0);
    if (afterCr && mendCr) {
      out[written++] = '\n';
    }
    return written;
  }

  /// Looks at an octet at or after the first `>` of a line. Afterwards either [#held] says that the
  /// question is open, or `matched` is the length of `From ` and all of it has been written, or the
  /// octet itself is still to be written.
  private int hold(byte octet, byte[] out, int written) {
    if (!held) {
      held = true;
      atLineStart = false;
      return written;
    }
    if (octet == '>' && matched == 0 && escaping == Escaping.EVERY) {
      // Which one of them goes makes no difference: hold the first, write the others.
      out[written++] = octet;
      return written;
    }
    if (octet != FROM[matched]) {
      return release(out, written);
    }
    matched++;
    if (matched < FROM.length) {
      return written;
    }
    System.arraycopy(FROM, 0, out, written, FROM.length);
    held = false;
    return written + FROM.length;
  }

  private int release(byte[] out, int written) {
    if (!held) {
      return written;
    }
    out[written++] = '>';
    System.arraycopy(FROM, 0, out, written, matched);
    written += matched;
    held = false;
    matched = 0;
    return written;
  }

  private int put(byte octet, byte[] out, int written) {
    if (octet == '\n') {
      if (!afterCr && !keepLf) {
        out[written++] = '\r';
      }
      out[written++] = '\n';
      afterCr = false;
      atLineStart = true;
      return written;
    }
    if (afterCr && mendCr) {
      out[written++] = '\n';
    }
    afterCr = octet == '\r';
    atLineStart = false;
    out[written++] = octet;
    return written;
  }
}
