package org.sheafmail.protocol.command;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The messages of an `APPEND`, one after the other as they come: from the connection on the
/// server, from wherever mail is read on the client.
@FunctionalInterface
public interface AppendMessages {
  /// The next message, or null if the command has ended. On the server, all octets of the message
  /// before must have been read.
  ///
  /// @throws org.sheafmail.protocol.wire.SyntaxException if what follows is neither a message nor
  ///   the end of the command
  @Nullable AppendMessage next() throws IOException;
}
