package org.sheafmail.store.embedded;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC32C, the checksum of everything the store writes.
final class Checksum {
  private Checksum() {}

  /// Of what remains in each of `octets`, one after the other; their positions stay.
  static int of(ByteBuffer... octets) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer piece : octets) {
      crc.update(piece.duplicate());
    }
    return (int) crc.getValue();
  }

  /// Of the salt of a file and then of `octets`, for what nobody must be able to make up.
  static int salted(long salt, ByteBuffer octets) {
    return of(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip(), octets);
  }
}
