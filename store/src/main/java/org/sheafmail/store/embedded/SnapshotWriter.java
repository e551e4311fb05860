package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sheafmail.store.state.RecordWriter;

/// Writes a snapshot: records one after the other, the root last, and a trailer that says where the
/// root is (`docs/formats/snapshot.md`). The file has its name only when all of it is durable.
final class SnapshotWriter {
  /// Position, length and checksum of the root; the checksum of these.
  static final int TRAILER_OCTETS = 20;

  private static final int BUFFER_OCTETS = 256 << 10;

  private final StoreFiles files;
  private final StoreFiles.NewFile made;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_OCTETS);

  /// Where the buffer's first octet goes.
  private long position = FileHeader.OCTETS;

  SnapshotWriter(StoreFiles files) throws IOException {
    this.files = files;
    this.made = files.begin(FileHeader.Kind.SNAPSHOT);
  }

  long number() {
    return made.header().number();
  }

  Extent write(RecordWriter record) throws IOException {
    ByteBuffer octets = record.finish();
    Extent extent =
        new Extent(number(), position + buffer.position(), octets.remaining(), Checksum.of(octets));
    put(octets);
    return extent;
  }

  private void put(ByteBuffer octets) throws IOException {
    while (octets.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = Math.min(octets.remaining(), buffer.remaining());
      buffer.put(buffer.position(), octets, octets.position(), count);
      buffer.position(buffer.position() + count);
      octets.position(octets.position() + count);
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    int count = buffer.remaining();
    made.file().write(position, buffer);
    position += count;
    buffer.clear();
  }

  /// Ends the snapshot with its root and makes it durable.
  void finish(SnapshotRoot root) throws IOException {
    RecordWriter record = new RecordWriter(4 << 10);
    root.write(record);
    Extent extent = write(record);
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER_OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    trailer.putLong(extent.position()).putInt(extent.length()).putInt(extent.checksum());
    trailer.putInt(Checksum.of(trailer.duplicate().flip()));
    put(trailer.flip());
    flush();
    files.finish(made);
    made.file().close();
  }

  void discard(IOException why) {
    files.discard(made, why);
  }
}
