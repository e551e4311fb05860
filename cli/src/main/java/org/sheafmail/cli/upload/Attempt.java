package org.sheafmail.cli.upload;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sheafmail.protocol.UidSet;

/// What came of sending a batch once.
sealed interface Attempt {
  /// All of it is in the mailbox.
  ///
  /// @param uids if the server told them
  /// @param how `appended`, or `settled` if it took a look
  record Stored(Optional<UidSet> uids, String how) implements Attempt {}

  /// The server did not want it; nothing of it is in the mailbox.
  record Refused(Refusal refusal) implements Attempt {}

  /// A message of it cannot be read; nothing of it is in the mailbox.
  record Unreadable(int index, String why) implements Attempt {}

  /// The connection broke, and nothing of it is in the mailbox.
  record Cut() implements Attempt {}

  /// The connection broke before anything was sent.
  record NotSent(IOException why) implements Attempt {}

  /// The messages were sent one by one.
  ///
  /// @param ones what came of each
  /// @param cut true if the connection broke
  record Each(List<One> ones, boolean cut) implements Attempt {
    public Each {
      ones = List.copyOf(ones);
    }
  }

  /// What came of one message that was sent by itself.
  sealed interface One {}

  /// It is in the mailbox.
  record OneStored(OptionalLong uid) implements One {}

  /// The server did not want it.
  record OneRefused(Refusal refusal) implements One {}

  /// It cannot be read.
  record OneUnreadable(String why) implements One {}

  /// It is not in the mailbox, since the connection broke.
  record OneAbsent() implements One {}
}
