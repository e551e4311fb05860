package org.sheafmail.cli.plan;

import java.util.OptionalLong;

/// What a server tells of a mailbox.
///
/// @param exists or it would be made
/// @param messages in it now
/// @param appendLimit octets a message may have there, if the server tells
public record MailboxFacts(boolean exists, long messages, OptionalLong appendLimit) {

  /// Of a mailbox that is not there, or a server that was not asked.
  static MailboxFacts nothing(OptionalLong appendLimit) {
    return new MailboxFacts(false, 0, appendLimit);
  }
}
