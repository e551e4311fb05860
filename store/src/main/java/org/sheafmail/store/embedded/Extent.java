package org.sheafmail.store.embedded;

import java.nio.ByteBuffer;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.RecordWriter;

/// A place in a snapshot. The checksum stands here, not there: octets that are good in themselves
/// but not those that were meant show as well.
///
/// @param file number of the snapshot
record Extent(long file, long position, int length, int checksum) {
  void write(RecordWriter out) {
    out.putNumber(file);
    out.putNumber(position);
    out.putNumber(length);
    out.putNumber(Integer.toUnsignedLong(checksum));
  }

  static Extent read(RecordReader in) throws CorruptException {
    return new Extent(in.number(), in.number(), in.intNumber(), (int) in.number());
  }

  boolean matches(ByteBuffer octets) {
    return octets.remaining() == length && Checksum.of(octets) == checksum;
  }
}
