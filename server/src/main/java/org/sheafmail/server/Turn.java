package org.sheafmail.server;

import java.time.Duration;

/// Lets other sessions have their turn. Virtual threads are not taken off their processor until
/// they wait for something, so a session that never does, because its client sends or takes without
/// a pause or because it searches through a large mailbox, has to step aside by itself.
final class Turn {
  /// Long enough that to step aside costs nothing to speak of, short enough that nobody notices.
  private static final long LENGTH = Duration.ofMillis(5).toNanos();

  private long began = System.nanoTime();

  /// Steps aside if it is time to.
  @SuppressWarnings("ThreadPriorityCheck") // A hint is all it is meant to be.
  void mayEnd() {
    if (System.nanoTime() - began > LENGTH) {
      Thread.yield();
      began = System.nanoTime();
    }
  }
}
