package org.sheafmail.client;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/// Takes whole messages as they come, so that a message of any size needs no memory.
@FunctionalInterface
public interface BodyReceiver {
  /// Reads as much of the message as it likes; what it leaves is passed over.
  ///
  /// @param size in octets
  /// @param octets are gone when this returns. The client must not be used before
  /// @throws IOException to give up; the connection is closed, since more is on its way
  void body(long uid, long size, ReadableByteChannel octets) throws IOException;
}
