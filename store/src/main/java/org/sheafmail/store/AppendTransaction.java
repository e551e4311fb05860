package org.sheafmail.store;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.OffsetDateTime;
import java.util.Set;
import org.sheafmail.protocol.Flag;

/// Adds messages to one mailbox; all of them appear together or none does (RFC 3502).
///
/// Owned by one thread. The mailbox is locked inside [#commit] only, never while a body is read, so
/// a slow sender holds up nobody. Closing without a commit leaves the mailbox as it was.
public non-sealed interface AppendTransaction extends BeginAppend, AutoCloseable {
  /// Whether one more message of `size` octets could be added as far as is known now. Asked before
  /// the octets are sent; [#commit] asks everything again.
  Admission admit(long size);

  /// Stages one message: reads exactly `size` octets from `body`, which stay nobody's until
  /// [#commit].
  ///
  /// rfc3502/octets-unchanged, rfc3502/no-lock-while-sending, rfc3501/internal-date
  ///
  /// @param size 1 or more
  /// @throws java.io.EOFException if `body` ends early
  /// @throws IOException if reading or writing fails; the transaction can then only be closed
  void add(Set<Flag> flags, OffsetDateTime internalDate, ReadableByteChannel body, long size)
      throws IOException;

  /// Messages added so far, those among them that there was no room for.
  long count();

  /// Makes every added message durable, then visible, with UIDs that ascend without a gap in the
  /// order they were added. A transaction without messages changes nothing. Called once.
  AppendOutcome commit() throws IOException;

  /// Lets go of what was staged; after [#commit] it does nothing.
  @Override
  void close() throws IOException;
}
