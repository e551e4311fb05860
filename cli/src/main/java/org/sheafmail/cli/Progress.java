package org.sheafmail.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.sheafmail.client.AppendItem;

/// Shows how far an upload is: a bar that is redrawn on a terminal, one plain line elsewhere.
final class Progress implements AutoCloseable {
  private static final int WIDTH = 40;
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Terminal terminal;
  private final String what;
  private final int total;
  private final AtomicInteger sent = new AtomicInteger();
  private volatile long drawn = System.nanoTime() - REDRAW_NANOS;

  private Progress(Terminal terminal, String what, int total) {
    this.terminal = terminal;
    this.what = what;
    this.total = total;
  }

  static Progress of(Terminal terminal, String what, int total) {
    Progress progress = new Progress(terminal, what, total);
    if (!terminal.animated()) {
      terminal.err().println(what + " " + total + " messages");
    }
    return progress;
  }

  /// The same item, noted when it is sent.
  AppendItem counting(AppendItem item) {
    return new AppendItem(
        item.flags(),
        item.internalDate(),
        item.size(),
        () -> {
          sent.incrementAndGet();
          redraw();
          return item.body().open();
        });
  }

  private void redraw() {
    long now = System.nanoTime();
    if (terminal.animated() && now - drawn >= REDRAW_NANOS) {
      drawn = now;
      int count = sent.get();
      int filled = (int) ((long) count * WIDTH / total);
      String bar = "█".repeat(filled) + "·".repeat(WIDTH - filled);
      terminal.err().print("\r" + what + " " + bar + " " + count + "/" + total);
      terminal.err().flush();
    }
  }

  /// Takes the bar away: what came of it is told in words.
  @Override
  public void close() {
    if (terminal.animated()) {
      terminal.err().print("\r\u001B[K");
      terminal.err().flush();
    }
  }
}
