package org.sheafmail.store.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages on their way into a mailbox: everything about them but UIDs, mod-sequence and save
/// date, which the commit gives them.
///
/// @param flags the table the numbers in the chunks' columns of flags belong to
/// @param chunks the messages in their order; UIDs, mod-sequences and save dates mean nothing
/// @param stored where the engine keeps the batch, if it need not be part of the operation
public record Batch(FlagTable flags, List<Chunk> chunks, Optional<Stored> stored) {
  /// A place to read a batch from again, in words of the engine.
  ///
  /// @param checksum CRC32C of the octets there
  public record Stored(long location, int length, int checksum) {}

  public Batch {
    chunks = List.copyOf(chunks);
  }

  public long count() {
    return chunks.stream().mapToLong(Chunk::count).sum();
  }

  /// The same batch, kept at a place of its own.
  public Batch storedAt(Stored place) {
    return new Batch(flags, chunks, Optional.of(place));
  }

  /// The same batch with `shift` added to where its bodies are.
  public Batch movedBy(long shift) {
    return new Batch(flags, chunks.stream().map(chunk -> chunk.movedBy(shift)).toList(), stored);
  }

  /// The same batch with its bodies where `moves` put them.
  public Batch withBodiesMoved(Moves moves) {
    List<Chunk> moved = new ArrayList<>();
    for (Chunk chunk : chunks) {
      Chunk next = chunk.withBodiesMoved(moves);
      moved.add(next == null ? chunk : next);
    }
    return new Batch(flags, moved, stored);
  }

  /// The table of flags, the number of chunks, the chunks.
  public void write(RecordWriter out) {
    flags.write(out);
    out.putNumber(chunks.size());
    chunks.forEach(chunk -> chunk.write(out));
  }

  public static Batch read(RecordReader in) throws CorruptException {
    FlagTable flags = FlagTable.read(in);
    List<Chunk> chunks = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      Chunk chunk = Chunk.read(in);
      for (int row = 0; row < chunk.count(); row++) {
        CorruptException.unless(
            flags.knows(chunk.flags().get(row)), "flags of a message are not in the table");
      }
      chunks.add(chunk);
    }
    return new Batch(flags, chunks, Optional.empty());
  }
}
