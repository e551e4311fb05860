package org.sheafmail.server.mime;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/// The octets a section of a message stands for; nothing of them need be in memory.
public interface SectionOctets {
  long size();

  /// Makes sure that they are what was stored, before the first of them is sent.
  ///
  /// @throws IOException if they are not
  void verify() throws IOException;

  /// Writes `count` octets from `position` on to `target`.
  ///
  /// @throws IndexOutOfBoundsException if the range is not within the section
  void transferTo(long position, long count, WritableByteChannel target) throws IOException;
}
