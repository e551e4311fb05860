package org.sheafmail.client;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Commands that are sent without waiting for the answers to those before: made one after the other
/// by the writing thread, taken off by the reading thread as they are answered.
abstract class Pipeline {
  private final Map<String, Exchange> inFlight = new LinkedHashMap<>();
  private boolean ended;
  private volatile @Nullable Exchange current;

  /// Commands that are sent one right after the other.
  static Pipeline of(List<Exchange> exchanges) {
    Iterator<Exchange> left = exchanges.iterator();
    return new Pipeline() {
      @Override
      @Nullable Exchange next() {
        return left.hasNext() ? left.next() : null;
      }
    };
  }

  // The writing thread.

  /// The next command to be written; null if there is none. May wait for others to be answered.
  abstract @Nullable Exchange next();

  /// As [#next], and the command is on its way.
  final @Nullable Exchange begin() {
    Exchange next = next();
    synchronized (this) {
      if (next == null || ended) {
        ended = true;
        notifyAll();
        return null;
      }
      inFlight.put(next.tag(), next);
      current = next;
      notifyAll();
    }
    return next;
  }

  /// Waits until no command is on its way but this one, or none ever will be answered.
  final void awaitOthers(Exchange self) {
    awaitUntil(() -> inFlight.keySet().stream().allMatch(tag -> tag.equals(self.tag())));
  }

  /// Waits until something is so that only an answer can make so.
  ///
  /// @param condition looked at under this object's lock, at first and after each answer
  /// @return false if no answer will come any more
  final synchronized boolean awaitUntil(BooleanSupplier condition) {
    while (!ended && !condition.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts the writer", e);
      }
    }
    return !ended;
  }

  // The reading thread.

  /// Waits until an answer can be expected.
  ///
  /// @return false if all there is has been answered
  final synchronized boolean expectsAnswer() {
    while (inFlight.isEmpty() && !ended) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true; // Reading will close the connection, which is what interrupting it does.
      }
    }
    return !inFlight.isEmpty();
  }

  /// The command begun last.
  final @Nullable Exchange current() {
    return current;
  }

  /// Takes the command with this tag off; null if there is none.
  final synchronized @Nullable Exchange take(String tag) {
    Exchange taken = inFlight.remove(tag);
    notifyAll();
    return taken;
  }

  /// Nothing more is to be written, since nothing will be answered.
  final synchronized void end() {
    ended = true;
    inFlight.values().forEach(Exchange::giveUp);
    notifyAll();
  }

  /// The commands that have not been answered.
  final synchronized List<Exchange> inFlight() {
    return new ArrayList<>(inFlight.values());
  }

  /// Told of each answer, by the reading thread.
  void answered(Exchange exchange) {}
}
