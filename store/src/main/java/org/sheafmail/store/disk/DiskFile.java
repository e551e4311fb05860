package org.sheafmail.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// An open file of a [Disk]. Positions are octets from its start. Reads and writes may run at once.
public interface DiskFile extends AutoCloseable {
  long size() throws IOException;

  /// Fills `target` from `position` on as far as the file goes.
  ///
  /// @return octets read, less than asked for only at the end of the file; −1 at or beyond it
  int read(long position, ByteBuffer target) throws IOException;

  /// Writes all that remains in `source`, one buffer after the other, from `position` on. After an
  /// exception any part of it may have been written.
  void write(long position, ByteBuffer... source) throws IOException;

  /// Cuts the file to `size` octets; does nothing to a shorter one.
  void truncate(long size) throws IOException;

  /// Makes the file `size` octets long with the room for them reserved, zeros where nothing was
  /// written.
  void allocate(long size) throws IOException;

  /// Makes everything written durable (`fdatasync`). After an exception nothing written since the
  /// last successful call can be counted on, whatever later calls say.
  void sync() throws IOException;

  /// Sends `count` octets from `position` on to `target`.
  void transferTo(long position, long count, WritableByteChannel target) throws IOException;

  @Override
  void close() throws IOException;
}
