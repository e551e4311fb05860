package org.sheafmail.cli.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Messages, one after the other, in the order in which they are to be uploaded.
///
/// Owned by one thread. What it holds in memory does not grow with the number or size of messages.
public interface MessageSource extends AutoCloseable {
  /// The next message, or null when there are no more.
  @Nullable SourceMessage next() throws IOException;

  @Override
  void close() throws IOException;
}
