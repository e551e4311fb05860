package org.sheafmail.cli.upload;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Says now and then how things stand: on a terminal in one line that is redrawn and never wraps,
/// elsewhere in a plain line every few seconds. Other lines are printed through it, so that they do
/// not get mixed up.
///
/// [#tick] is called by whoever has time; anybody may call anything at any time.
public final class StatusLine {
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final long LINE_NANOS = 5_000_000_000L;
  private static final String ERASE = "\r\u001B[K";

  private final PrintStream to;
  private final boolean redraw;
  private final int width;
  private final LongSupplier nanoTime;
  private Supplier<String> text = () -> "";
  private long last;
  private boolean drawn;

  /// @param redraw true on a terminal
  /// @param width of the terminal
  public StatusLine(PrintStream to, boolean redraw, int width, LongSupplier nanoTime) {
    this.to = to;
    this.redraw = redraw;
    this.width = width;
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  /// What to say from now on, until [#clear].
  public synchronized void show(Supplier<String> newText) {
    text = newText;
  }

  /// Time has passed.
  public synchronized void tick() {
    long now = nanoTime.getAsLong();
    String line = text.get();
    if (line.isEmpty() || now - last < (redraw ? REDRAW_NANOS : LINE_NANOS)) {
      return;
    }
    last = now;
    if (redraw) {
      to.print(ERASE + line.substring(0, Math.min(line.length(), Math.max(1, width - 1))));
      to.flush();
      drawn = true;
    } else {
      to.println(line);
    }
  }

  /// Prints a line that stays.
  public synchronized void line(String line) {
    erase();
    to.println(line);
    if (!redraw) {
      last = nanoTime.getAsLong(); // Not silent.
    }
  }

  /// Says nothing more.
  public synchronized void clear() {
    erase();
    text = () -> "";
  }

  private void erase() {
    if (drawn) {
      to.print(ERASE);
      to.flush();
      drawn = false;
    }
  }
}
