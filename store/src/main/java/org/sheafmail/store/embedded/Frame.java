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
  private static final int BODIES_AT = 12;
  private static final int CHECKSUM_AT = CHECKED_OCTETS - Integer.BYTES;

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
    Frame frame = header.getInt() == MAGIC ? decodeFields(header) : null;
    boolean possible = frame != null && frame.payload >= frame.bodies && frame.bodies >= 0;
    return possible ? frame : null;
  }

  /// The header of a frame that must start where `in` stands and of which no more than one field is
  /// damaged, whichever: the others and the payload prove what that was. `null` if more is.
  ///
  /// @param in header and payload, to the end of the frame or further
  /// @param lsn that the frame must have
  static @Nullable Frame decodeDamaged(ByteBuffer in, long salt, long lsn) {
    Frame said = decodeFields(in.slice(in.position() + Integer.BYTES, CHECKED_OCTETS));
    int room = in.remaining() - HEADER_OCTETS;
    for (int payload : new int[] {said.payload, room - said.padding}) {
      if (payload >= 0 && payload <= room) {
        int checksum = Checksum.of(in.slice(in.position() + HEADER_OCTETS, payload));
        Frame frame = new Frame(TRANSACTION, 0, payload, said.bodies, lsn, 0, checksum);
        if (checksum != said.checksum) {
          frame = frame.ifProven(in, salt);
        } else {
          frame = frame.withBodiesProven(in, salt);
        }
        if (frame != null && frame.bodies >= 0 && frame.bodies <= payload) {
          return frame;
        }
      }
    }
    return null;
  }

  /// The frame, if with its numbers in place of those in the header that is right.
  private @Nullable Frame ifProven(ByteBuffer in, long salt) {
    return decode(header(in), salt) == null ? null : this;
  }

  /// The frame with as many bodies as make its header right; as it is if the damage is elsewhere.
  private Frame withBodiesProven(ByteBuffer in, long salt) {
    ByteBuffer header = header(in);
    for (int count = 0; count <= payload; count++) {
      header.putInt(BODIES_AT, count);
      if (headerChecksum(header.slice(0, CHECKED_OCTETS), salt) == header.getInt(CHECKED_OCTETS)) {
        return new Frame(type, padding, payload, count, lsn, watermark, checksum);
      }
    }
    return this;
  }

  /// What stands there as header, with the checksum of the payload as it is.
  private ByteBuffer header(ByteBuffer in) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    header.put(0, in, in.position(), HEADER_OCTETS);
    return header.putInt(CHECKSUM_AT, checksum);
  }

  private static Frame decodeFields(ByteBuffer header) {
    header.order(ByteOrder.LITTLE_ENDIAN);
    int type = header.get();
    header.get();
    return new Frame(
        type,
        header.getShort() & 0xFFFF,
        header.getInt(),
        header.getInt(),
        header.getLong(),
        header.getLong(),
        header.getInt());
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
