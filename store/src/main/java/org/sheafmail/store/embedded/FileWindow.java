package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.DiskFile;

/// A part of a file in memory, moved along as octets are asked for.
final class FileWindow {
  private static final int OCTETS = 1 << 20;

  private final DiskFile file;
  private final long size;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private long start;

  FileWindow(DiskFile file) throws IOException {
    this.file = file;
    this.size = file.size();
  }

  long size() {
    return size;
  }

  /// `count` octets from `position` on, or as many as the file still has. They stay good until the
  /// next call.
  ByteBuffer octets(long position, int count) throws IOException {
    long end = Math.min(position + count, size);
    if (position < start || end > start + buffer.limit()) {
      fill(position, Math.max(0, end - position));
    }
    return buffer
        .slice((int) (position - start), (int) Math.max(0, end - position))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private void fill(long position, long least) throws IOException {
    long wanted = Math.clamp(size - position, 0, Math.max(least, OCTETS));
    if (buffer.capacity() < wanted) {
      buffer = ByteBuffer.allocate(Math.toIntExact(wanted));
    }
    buffer.clear().limit((int) wanted);
    start = position;
    while (buffer.hasRemaining()) {
      if (file.read(position + buffer.position(), buffer) < 0) {
        throw new DamagedStoreException("a file became shorter while it was read");
      }
    }
  }

  /// Whether there is nothing but zeros from `position` on.
  boolean isZeroFrom(long position) throws IOException {
    for (long at = position; at < size; at += OCTETS) {
      ByteBuffer octets = octets(at, OCTETS);
      while (octets.hasRemaining()) {
        if (octets.get() != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /// The frame that starts at `position`, if there is one with its checksums and its padding;
  /// `null` otherwise.
  @Nullable Frame frameAt(long position, long salt) throws IOException {
    return sound(Frame.decode(octets(position, Frame.HEADER_OCTETS), salt), position);
  }

  /// The same in a file whose salt is not known any more. Only for places where a frame must be:
  /// what somebody sends in a message could pass for one.
  @Nullable Frame unsaltedFrameAt(long position) throws IOException {
    return sound(Frame.decodeUnchecked(octets(position, Frame.HEADER_OCTETS)), position);
  }

  /// The frame that must start at `position`, if its payload is what was written and no more than
  /// one field of its header is not; `null` otherwise.
  ///
  /// @param next where the next frame starts, or one behind that
  /// @param lsn that it must have
  @Nullable Frame damagedFrameAt(long position, long next, long salt, long lsn) throws IOException {
    ByteBuffer octets = octets(position, Math.toIntExact(next - position));
    return octets.remaining() < Frame.HEADER_OCTETS ? null : Frame.decodeDamaged(octets, salt, lsn);
  }

  private @Nullable Frame sound(@Nullable Frame frame, long position) throws IOException {
    if (frame == null
        || frame.watermark() > position
        || frame.watermark() < FileHeader.OCTETS
        || position + frame.octets() > size) {
      return null;
    }
    long payload = position + Frame.HEADER_OCTETS;
    if (Checksum.of(octets(payload, frame.payload())) != frame.checksum()) {
      return null;
    }
    ByteBuffer padding = octets(payload + frame.payload(), frame.padding());
    while (padding.hasRemaining()) {
      if (padding.get() != 0) {
        return null;
      }
    }
    return frame;
  }
}
