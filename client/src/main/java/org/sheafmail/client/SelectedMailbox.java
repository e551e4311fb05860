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
/// @param permanentFlags those that can be set for good; all of them, if the server does not tell
public record SelectedMailbox(
    long messages,
    Set<Flag> flags,
    Optional<UidValidity> uidValidity,
    OptionalLong uidNext,
    Optional<ResponseCode.PermanentFlags> permanentFlags,
    boolean readOnly) {

  /// The same with what one more response tells.
  SelectedMailbox with(Response response) {
    return switch (response) {
      case Response.Exists(long count) ->
          new SelectedMailbox(count, flags, uidValidity, uidNext, permanentFlags, readOnly);
      case Response.Flags(Set<Flag> known) ->
          new SelectedMailbox(messages, known, uidValidity, uidNext, permanentFlags, readOnly);
      case Response.Condition condition -> with(condition.code().orElse(null));
      default -> this;
    };
  }

  private SelectedMailbox with(@Nullable ResponseCode code) {
    return switch (code) {
      case ResponseCode.UidValidityIs(UidValidity value) ->
          new SelectedMailbox(
              messages, flags, Optional.of(value), uidNext, permanentFlags, readOnly);
      case ResponseCode.UidNext(long uid) ->
          new SelectedMailbox(
              messages, flags, uidValidity, OptionalLong.of(uid), permanentFlags, readOnly);
      case ResponseCode.PermanentFlags permanent ->
          new SelectedMailbox(
              messages, flags, uidValidity, uidNext, Optional.of(permanent), readOnly);
      case null, default -> this;
    };
  }
}
