package org.sheafmail.store.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The header of a frame, the unit of the journal (`docs/formats/journal.md`).
///
/// @param type what the record is
/// @param padding octets of zeros after the payload; a frame whose padding is missing or is not
///   zeros is torn
/// @param payload octets of bodies and record together
/// @param bodies octets of message bodies at the beginning of the payload
/// @param lsn one more than that of the frame before
/// @param watermark position in the same file below which everything was known to be synced when
///   the frame was written
/// @param checksum of the payload
record Frame(
    int type, int padding, int payload, int bodies, long lsn, long watermark, int checksum) {
  static final int HEADER_OCTETS = 40;

  /// Frames within a group start at a multiple of this.
  static final int ALIGNMENT = 8;

  /// Groups start at a multiple of this, so that no sector holds octets of two of them: a sector
  /// torn while one is written cannot take anything that was safe.
  static final int SECTOR = 512;

  /// A transaction of an account.
  static final int TRANSACTION = 1;

  private static final int MAGIC = 0x4652_4853; // "SHRF"
  private static final int CHECKED_OCTETS = HEADER_OCTETS - Integer.BYTES;

  /// Magic, type, zero, padding, payload, bodies, lsn, watermark, checksum of the payload, checksum
  /// of the header.
  ByteBuffer encode(long salt) {
    ByteBuffer out = ByteBuffer.allocate(HEADER_OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).put((byte) type).put((byte) 0).putShort((short) padding);
    out.putInt(payload).putInt(bodies).putLong(lsn).putLong(watermark).putInt(checksum);
    return out.putInt(headerChecksum(out.duplicate().flip(), salt)).flip();
  }

  /// The header that starts where `in` stands, or `null` if what stands there is none.
  static @Nullable Frame decode(ByteBuffer in, long salt) {
    Frame frame = decodeUnchecked(in);
    if (frame == null) {
      return null;
    }
    ByteBuffer header = in.slice(in.position(), HEADER_OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    int checksum = header.getInt(CHECKED_OCTETS);
    return checksum == headerChecksum(header.limit(CHECKED_OCTETS), salt) ? frame : null;
  }

  /// What looks like a header, for those who know by other means that it is one.
  static @Nullable Frame decodeUnchecked(ByteBuffer in) {
    if (in.remaining() < HEADER_OCTETS) {
      return null;
    }
    ByteBuffer header = in.slice(in.position(), HEADER_OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt() != MAGIC) {
      return null;
    }
    int type = header.get();
    header.get();
    Frame frame =
        new Frame(
            type,
            header.getShort() & 0xFFFF,
            header.getInt(),
            header.getInt(),
            header.getLong(),
            header.getLong(),
            header.getInt());
    boolean possible = frame.payload >= frame.bodies && frame.bodies >= 0;
    return possible ? frame : null;
  }

  private static int headerChecksum(ByteBuffer header, long salt) {
    return Checksum.salted(salt, header);
  }

  /// Octets from the start of the header to the next frame.
  long octets() {
    return (long) HEADER_OCTETS + payload + padding;
  }

  static long align(long position, int to) {
    return (position + to - 1) & -to;
  }
}
