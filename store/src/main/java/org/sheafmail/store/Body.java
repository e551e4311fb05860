package org.sheafmail.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// The octets of one stored message; immutable, may be read by many at once.
public interface Body {
  /// In octets.
  long size();

  /// Reads from `position` on into `target`, as much as there is and as fits.
  ///
  /// @return octets read, or −1 if `position` is at or beyond the end
  int read(long position, ByteBuffer target) throws IOException;

  /// Writes `count` octets from `position` on to `target`, by the shortest way there is.
  ///
  /// @throws IndexOutOfBoundsException if the range is not within the body
  void transferTo(long position, long count, WritableByteChannel target) throws IOException;

  /// Sees to it that the octets are those that were stored, before the first of them is sent to
  /// somebody who cannot be told otherwise afterwards. Reads all of them, unless that was done a
  /// while ago.
  ///
  /// @throws IOException if they are not
  default void verify() throws IOException {}

  /// The whole body from its start.
  InputStream open();
}
