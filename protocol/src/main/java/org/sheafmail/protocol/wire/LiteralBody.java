package org.sheafmail.protocol.wire;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/// Where the octets of a literal come from when it is written.
@FunctionalInterface
public interface LiteralBody {
  /// Writes exactly as many octets as were announced.
  ///
  /// @param out the connection itself if the body is large, so that it can go the shortest way
  void writeTo(WritableByteChannel out) throws IOException;
}
