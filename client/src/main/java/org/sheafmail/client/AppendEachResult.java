package org.sheafmail.client;

import java.util.List;
import java.util.Optional;

/// What became of messages that were appended one by one.
///
/// @param outcomes one for each message, in the order given
/// @param failure why it ended early, if it did; the client can then only be closed
public record AppendEachResult(
    List<AppendOutcome> outcomes, Optional<ConnectionLostException> failure) {
  public AppendEachResult {
    outcomes = List.copyOf(outcomes);
  }

  /// How many messages are in the mailbox for certain.
  public long stored() {
    return outcomes.stream().filter(AppendOutcome.Stored.class::isInstance).count();
  }

  /// True if all messages are in the mailbox.
  public boolean isComplete() {
    return stored() == outcomes.size();
  }
}
