package org.sheafmail.cli.plan;

import java.util.Optional;
import java.util.OptionalLong;
import org.sheafmail.protocol.response.ResponseCode;

/// What a server tells of a mailbox.
///
/// @param exists or it would be made
/// @param messages in it now
/// @param appendLimit octets a message may have there, if the server tells
/// @param permanentFlags those it can keep; all, if the server does not tell
public record MailboxFacts(
    boolean exists,
    long messages,
    OptionalLong appendLimit,
    Optional<ResponseCode.PermanentFlags> permanentFlags) {

  /// Of a mailbox that is not there, or a server that was not asked.
  static MailboxFacts nothing(OptionalLong appendLimit) {
    return new MailboxFacts(false, 0, appendLimit, Optional.empty());
  }
}
