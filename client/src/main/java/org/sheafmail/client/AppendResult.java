package org.sheafmail.client;

import java.util.Objects;
import java.util.Optional;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode;

/// What a successful append brought.
///
/// ```java
/// AppendResult appended = client.append(mailbox, batch);
/// appended.uids().ifPresent(uids -> System.out.println("the second is " + uids.uid(1)));
/// ```
///
/// @param messages how many were appended
/// @param uids where they are now; empty if the server does not tell (`UIDPLUS`, RFC 4315)
public record AppendResult(long messages, Optional<Uids> uids) {
  /// What the answer to an append of so many messages tells.
  static AppendResult of(Completion completion, long messages) {
    // A set of another size cannot be matched with the batch, and is as good as none.
    Optional<Uids> told =
        completion.code().orElse(null)
                    instanceof ResponseCode.AppendUid(var uidValidity, UidSet uids)
                && uids.size() == messages
            ? Optional.of(new Uids(uidValidity, uids))
            : Optional.empty();
    return new AppendResult(messages, told);
  }

  /// The UIDs the messages got: the first of the batch has the smallest, and so on.
  public record Uids(UidValidity uidValidity, UidSet uids) {
    /// The UID of one message.
    ///
    /// @param index of the message in the batch, from 0
    /// @throws IndexOutOfBoundsException if the batch had not so many
    public Uid uid(int index) {
      Objects.checkIndex(index, uids.size());
      long left = index;
      for (UidSet.Range range : uids.ranges()) {
        if (left < range.size()) {
          return new Uid(range.first() + left);
        }
        left -= range.size();
      }
      throw new IllegalStateException("a set is as large as its ranges");
    }
  }
}
