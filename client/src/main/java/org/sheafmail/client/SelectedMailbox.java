package org.sheafmail.client;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.ResponseCode;

/// What the server tells of a mailbox when it is selected (RFC 3501 §6.3.1).
///
/// @param messages how many there are
/// @param flags in use
/// @param uidNext the next message gets this UID or a larger one
public record SelectedMailbox(
    long messages,
    Set<Flag> flags,
    Optional<UidValidity> uidValidity,
    OptionalLong uidNext,
    boolean readOnly) {

  /// The same with what one more response tells.
  SelectedMailbox with(Response response) {
    return switch (response) {
      case Response.Exists(long count) ->
          new SelectedMailbox(count, flags, uidValidity, uidNext, readOnly);
      case Response.Flags(Set<Flag> known) ->
          new SelectedMailbox(messages, known, uidValidity, uidNext, readOnly);
      case Response.Condition condition -> with(condition.code().orElse(null));
      default -> this;
    };
  }

  private SelectedMailbox with(@Nullable ResponseCode code) {
    return switch (code) {
      case ResponseCode.UidValidityIs(UidValidity value) ->
          new SelectedMailbox(messages, flags, Optional.of(value), uidNext, readOnly);
      case ResponseCode.UidNext(long uid) ->
          new SelectedMailbox(messages, flags, uidValidity, OptionalLong.of(uid), readOnly);
      case null, default -> this;
    };
  }
}
