package org.sheafmail.cli.upload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sheafmail.cli.source.SourceMessage;
import org.sheafmail.protocol.MailboxName;

/// Told what an upload does, as it happens; all by one thread, but for [#octetsSent].
public interface UploadEvents {
  /// So much is to come, not counting copies made on the server.
  default void planned(long messages, long octets) {}

  /// A source is opened.
  default void source(String name) {}

  /// A batch is about to be sent.
  default void sending(MailboxName mailbox, int messages, long octets) {}

  /// So many octets of it are on their way. Told by the thread that sends.
  default void octetsSent(long octets) {}

  /// Messages are in the mailbox for certain.
  ///
  /// @param how what it took: `appended`, `copied` or, after a cut, `settled`
  default void stored(MailboxName mailbox, int messages, long octets, String how, Tally tally) {}

  /// An earlier run has stored the message.
  default void already(SourceMessage message, Tally tally) {}

  /// The message is not uploaded, and nobody misses it.
  default void leftOut(SourceMessage message, String reason, Tally tally) {}

  /// The message is not on the server.
  ///
  /// @param file where it was put aside, unless it cannot be read
  default void refused(
      SourceMessage message,
      MailboxName mailbox,
      String reason,
      Optional<Path> file,
      Tally tally) {}

  /// Something that takes time or is worth knowing.
  default void note(String text) {}

  /// The upload is over.
  ///
  /// @param status `success`, `partial` (some messages were refused) or `failed` (it did not come
  ///   to its end)
  /// @param reason why, if it failed
  default void finished(Tally tally, String status, Optional<String> reason) {}

  /// A pause begins.
  default void waiting(Duration pause, String why) {}
}
