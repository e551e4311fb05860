package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Stands behind the last frame of a journal file. It says that all frames before it are safe, so
/// that damage to the last of them is not taken for a write that a power cut has ended; and once
/// the journal goes on in another file, in which one, so that this is missed should it ever be
/// missing.
///
/// @param file in which the journal goes on; [#NOWHERE_YET] if nobody knows
/// @param lsn of the next frame, wherever it will be
record Continuation(long file, long lsn) {
  static final long NOWHERE_YET = 0;

  static final int OCTETS = 28;

  private static final int MAGIC = 0x4E52_4853; // "SHRN"
  private static final int CHECKED_OCTETS = OCTETS - Integer.BYTES;

  /// Looks behind a place where no frame is for the word that there was one.
  ///
  /// @param lsn of the frame that is not there
  /// @return where that stands, or −1
  static long behind(FileWindow window, long position, long salt, long lsn) throws IOException {
    long last = Math.min(window.size(), position + Journal.GROUP_OCTETS_MAX + Frame.SECTOR);
    for (long at = Frame.align(position, Frame.SECTOR); at < last; at += Frame.SECTOR) {
      if (isFrom(window, at, salt, lsn)) {
        return at;
      }
    }
    // A frame too long for any group has a file for itself.
    long at = Math.max(0, window.size() - 1) / Frame.SECTOR * Frame.SECTOR;
    return isFrom(window, at, salt, lsn) ? at : -1;
  }

  private static boolean isFrom(FileWindow window, long at, long salt, long lsn)
      throws IOException {
    Continuation found = decode(window.octets(at, OCTETS), salt);
    return found != null && found.lsn > lsn;
  }

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
