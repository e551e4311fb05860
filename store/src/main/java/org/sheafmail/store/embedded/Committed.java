package org.sheafmail.store.embedded;

import java.util.function.Function;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;

/// What came of a change given to the [Committer].
sealed interface Committed<T> {
  /// It is durable and visible, or changed nothing; `outcome` is what it came to.
  record Settled<T>(T outcome) implements Committed<T> {}

  /// It did not happen for want of room.
  record Full<T>(StoreFull outcome) implements Committed<T> {}

  record Unknown<T>(OutcomeUnknown outcome) implements Committed<T> {}

  /// The outcome as one of a type that has all three.
  default T orElse(Function<StoreFull, T> full, Function<OutcomeUnknown, T> unknown) {
    return switch (this) {
      case Settled<T>(var outcome) -> outcome;
      case Full<T>(var outcome) -> full.apply(outcome);
      case Unknown<T>(var outcome) -> unknown.apply(outcome);
    };
  }
}
