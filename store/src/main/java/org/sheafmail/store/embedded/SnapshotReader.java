package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.state.Chunk;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.RecordReader;

/// Reads what [SnapshotWriter] wrote.
final class SnapshotReader {
  private final Disk disk;
  private final OpenFiles files;

  SnapshotReader(Disk disk, OpenFiles files) {
    this.disk = disk;
    this.files = files;
  }

  /// A chunk in a snapshot.
  record StoredChunk(SnapshotReader reader, Extent extent) implements ChunkHandle.StoredChunk {
    @Override
    public Chunk read() throws IOException {
      return reader.read(extent, Chunk::read);
    }
  }

  /// Makes a value of a record.
  @FunctionalInterface
  interface Decoder<T> {
    T decode(RecordReader in) throws CorruptException;
  }

  /// The value at a place of a snapshot.
  ///
  /// @throws DamagedStoreException if it is not what was written there
  <T> T read(Extent extent, Decoder<T> decoder) throws IOException {
    return decode(FileNames.name(extent.file(), FileNames.SNAPSHOT), octets(extent), decoder);
  }

  /// The octets at a place of a snapshot.
  ///
  /// @throws DamagedStoreException if they are not what was written there
  ByteBuffer octets(Extent extent) throws IOException {
    String name = FileNames.name(extent.file(), FileNames.SNAPSHOT);
    ByteBuffer octets = ByteBuffer.allocate(extent.length());
    try (OpenFiles.Handle handle = files.use(name)) {
      handle.file().read(extent.position(), octets);
    }
    if (!extent.matches(octets.flip())) {
      throw new DamagedStoreException(name + " is damaged at octet " + extent.position());
    }
    return octets;
  }

  private static <T> T decode(String name, ByteBuffer octets, Decoder<T> decoder)
      throws DamagedStoreException {
    try {
      return decoder.decode(new RecordReader(octets));
    } catch (CorruptException e) {
      throw new DamagedStoreException(name + ": " + e.getMessage(), e);
    }
  }

  /// What the snapshot of that number says about the whole store.
  ///
  /// @throws DamagedStoreException if it is no sound snapshot
  SnapshotRoot root(long number) throws IOException {
    String name = FileNames.name(number, FileNames.SNAPSHOT);
    ByteBuffer trailer =
        ByteBuffer.allocate(SnapshotWriter.TRAILER_OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    try (DiskFile file = disk.open(name)) {
      FileHeader.read(file, FileHeader.Kind.SNAPSHOT, number);
      file.read(file.size() - trailer.capacity(), trailer);
    }
    trailer.flip();
    int checked = SnapshotWriter.TRAILER_OCTETS - Integer.BYTES;
    if (trailer.remaining() < SnapshotWriter.TRAILER_OCTETS
        || trailer.getInt(checked) != Checksum.of(trailer.duplicate().limit(checked))) {
      throw new DamagedStoreException(name + " does not end as a snapshot does");
    }
    Extent root = new Extent(number, trailer.getLong(), trailer.getInt(), trailer.getInt());
    return read(root, SnapshotRoot::read);
  }
}
