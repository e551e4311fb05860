package org.sheafmail.cli;

import java.util.concurrent.TimeUnit;

/// How far something is that is counted in octets, on one line of a terminal that is redrawn.
/// Elsewhere nothing is shown.
final class ProgressLine {
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Terminal terminal;
  private final String what;
  private long drawn = System.nanoTime();
  private boolean isDrawn;

  ProgressLine(Terminal terminal, String what) {
    this.terminal = terminal;
    this.what = what;
  }

  void show(long octets, long of) {
    long now = System.nanoTime();
    if (terminal.animated() && now - drawn >= REDRAW_NANOS) {
      drawn = now;
      isDrawn = true;
      long percent = of == 0 ? 100 : octets * 100 / of;
      terminal.err().print("\r" + what + " " + percent + " % of " + (of >> 20) + " MiB");
      terminal.err().flush();
    }
  }

  /// Takes the line away, so that something else can be printed.
  void clear() {
    if (isDrawn) {
      isDrawn = false;
      terminal.err().print("\r\u001B[K");
      terminal.err().flush();
    }
  }
}
