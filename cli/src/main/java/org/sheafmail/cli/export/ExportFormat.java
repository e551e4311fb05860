package org.sheafmail.cli.export;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.store.Body;

/// One mailbox on its way out: an mbox file or a Maildir.
interface ExportFormat extends AutoCloseable {
  /// A message as the store has it.
  record Message(long uid, Set<Flag> flags, OffsetDateTime internalDate, Body body) {}

  /// Writes the next message.
  ///
  /// @throws IOException if it cannot be written, or the store cannot read it
  /// @throws UnfitException if the format has no room for something about it
  void add(Message message) throws IOException, UnfitException;

  /// Takes back what [#add] wrote of a message before it failed.
  void dropLast() throws IOException;

  /// Makes all of it durable.
  void finish() throws IOException;

  @Override
  void close() throws IOException;

  /// A message that cannot be written in this format without losing something.
  final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitException(String message) {
      super(message);
    }
  }
}
