package org.sheafmail.server.mime;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/// The octets a section of a message stands for; nothing of them need be in memory.
public interface SectionOctets {
  long size();

  /// Writes `count` octets from `position` on to `target`.
  ///
  /// @throws IndexOutOfBoundsException if the range is not within the section
  void transferTo(long position, long count, WritableByteChannel target) throws IOException;
}
