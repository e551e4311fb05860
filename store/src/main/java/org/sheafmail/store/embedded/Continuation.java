package org.sheafmail.store.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Stands behind the last frame of a journal file once the journal goes on in another one, so that
/// the other one is missed should it ever be missing.
///
/// @param file in which the journal goes on
/// @param lsn of the first frame there
record Continuation(long file, long lsn) {
  static final int OCTETS = 28;

  private static final int MAGIC = 0x4E52_4853; // "SHRN"
  private static final int CHECKED_OCTETS = OCTETS - Integer.BYTES;

  /// Magic, zeros, file, lsn, checksum.
  ByteBuffer encode(long salt) {
    ByteBuffer out = ByteBuffer.allocate(OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(0).putLong(file).putLong(lsn);
    return out.putInt(Checksum.salted(salt, out.duplicate().flip())).flip();
  }

  /// What stands where `in` does, or `null` if that is none.
  static @Nullable Continuation decode(ByteBuffer in, long salt) {
    if (in.remaining() < OCTETS) {
      return null;
    }
    ByteBuffer octets = in.slice(in.position(), OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    boolean sound =
        octets.getInt(0) == MAGIC
            && octets.getInt(CHECKED_OCTETS)
                == Checksum.salted(salt, octets.duplicate().limit(CHECKED_OCTETS));
    return sound
        ? new Continuation(octets.getLong(Integer.BYTES * 2), octets.getLong(Integer.BYTES * 4))
        : null;
  }
}
