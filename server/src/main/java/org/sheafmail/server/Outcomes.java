package org.sheafmail.server;

import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.store.OutcomeUnknown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a client is told when a change to the store does not end well, the same for every command.
final class Outcomes {
  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

  private Outcomes() {}

  /// rfc3502/unavailable: nothing has changed, and it may go better later.
  static Completion storeFull() {
    return Completion.no(Word.UNAVAILABLE, "No room left in the mail store");
  }

  /// The mailbox has used all its UIDs.
  static Completion uidsExhausted() {
    return Completion.no(Word.LIMIT, "The mailbox has no UIDs left");
  }

  /// There is no mailbox of that name.
  static Completion nonexistent() {
    return Completion.no(Word.NONEXISTENT, "No such mailbox");
  }

  /// rfc3502/outcome-unknown: NO would promise that nothing has changed. The store itself has said
  /// once, and loudly, what is the matter.
  static ByeException unknown(OutcomeUnknown unknown) {
    LOG.debug("the outcome of a change is unknown: {}", unknown.why());
    return new ByeException("The mail store has failed; whether this was done is not known");
  }
}
