package org.sheafmail.client;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.Response;
import org.sheafmail.protocol.response.ResponseCode;

/// What the server tells of a mailbox when it is selected (RFC 3501 §6.3.1).
///
/// @param messages how many there are
/// @param flags in use
/// @param uidNext the next message gets this UID or a larger one
/// @param permanentFlags those that can be set for good; all of them, if the server does not tell
/// @param readOnly true if nothing can be changed, be it that it was asked for
public record SelectedMailbox(
    long messages,
    Set<Flag> flags,
    Optional<UidValidity> uidValidity,
    OptionalLong uidNext,
    Optional<ResponseCode.PermanentFlags> permanentFlags,
    boolean readOnly) {

  /// True if a message can have that flag for good (RFC 3501 §7.1, `PERMANENTFLAGS`).
  public boolean keeps(Flag flag) {
    return permanentFlags
        .map(told -> told.flags().contains(flag) || (told.newKeywords() && flag.isKeyword()))
        .orElse(true);
  }

  /// What these responses and this completion tell.
  static SelectedMailbox of(List<Response> responses, Completion completion) {
    long messages = 0;
    Set<Flag> flags = Set.of();
    Optional<UidValidity> uidValidity = Optional.empty();
    OptionalLong uidNext = OptionalLong.empty();
    Optional<ResponseCode.PermanentFlags> permanentFlags = Optional.empty();
    for (Response response : responses) {
      switch (response) {
        case Response.Exists(long count) -> messages = count;
        case Response.Flags(Set<Flag> known) -> flags = known;
        case Response.Condition condition -> {
          switch (condition.code().orElse(null)) {
            case ResponseCode.UidValidityIs(UidValidity value) -> uidValidity = Optional.of(value);
            case ResponseCode.UidNext(long uid) -> uidNext = OptionalLong.of(uid);
            case ResponseCode.PermanentFlags told -> permanentFlags = Optional.of(told);
            case null, default -> {}
          }
        }
        default -> {}
      }
    }
    boolean readOnly = completion.code().equals(Optional.of(ResponseCode.Word.READ_ONLY));
    return new SelectedMailbox(messages, flags, uidValidity, uidNext, permanentFlags, readOnly);
  }
}
