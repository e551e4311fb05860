package org.sheafmail.store.state;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// Stands for a [Chunk] in the state of a mailbox, whether the chunk is in memory or not.
///
/// A chunk made by a change is held until it is stored; from then on it may be let go and is read
/// again when wanted. Whoever looks at the mailbox meanwhile keeps the chunk itself, and a handle
/// that has let go finds it again as long as somebody does.
public final class ChunkHandle {
  private final ChunkStats stats;
  private volatile @Nullable Chunk held;
  private volatile WeakReference<Chunk> lastSeen;
  private volatile @Nullable StoredChunk stored;
  private volatile boolean used = true;

  /// Known once somebody has peeked.
  private volatile @Nullable Places places;

  /// The least and the greatest of the places in which the octets of messages begin.
  private record Places(long first, long last) {
    static Places of(Column body) {
      long first = body.get(0);
      long last = first;
      for (int row = 1; row < body.count(); row++) {
        first = Math.min(first, body.get(row));
        last = Math.max(last, body.get(row));
      }
      return new Places(first, last);
    }
  }

  /// Where an engine keeps a chunk.
  @FunctionalInterface
  public interface StoredChunk {
    Chunk read() throws IOException;
  }

  /// A new chunk, not stored anywhere.
  public ChunkHandle(Chunk chunk) {
    this.stats = ChunkStats.of(chunk);
    this.held = chunk;
    this.lastSeen = new WeakReference<>(chunk);
  }

  /// A stored chunk, not read yet.
  public ChunkHandle(ChunkStats stats, StoredChunk stored) {
    this.stats = stats;
    this.stored = stored;
    this.lastSeen = new WeakReference<>(null);
  }

  public ChunkStats stats() {
    return stats;
  }

  public Chunk chunk() throws IOException {
    used = true;
    Chunk chunk = held;
    if (chunk == null) {
      chunk = lastSeen.get();
    }
    if (chunk == null) {
      chunk = readAgain();
    }
    return chunk;
  }

  /// The chunk, which stays in memory for this no longer than the caller keeps it.
  public Chunk peek() throws IOException {
    Chunk chunk = held;
    if (chunk == null) {
      chunk = lastSeen.get();
    }
    if (chunk == null) {
      chunk = readStored();
      lastSeen = new WeakReference<>(chunk);
    }
    if (places == null) {
      places = Places.of(chunk.body());
    }
    return chunk;
  }

  /// Whether it is known, without reading the chunk, that `moves` put none of its octets elsewhere.
  boolean isLeftAloneBy(Moves moves) {
    Places known = places;
    return known != null && !moves.touch(known.first, known.last);
  }

  private synchronized Chunk readAgain() throws IOException {
    Chunk chunk = held;
    if (chunk == null) {
      chunk = readStored();
      lastSeen = new WeakReference<>(chunk);
      held = chunk;
    }
    return chunk;
  }

  private Chunk readStored() throws IOException {
    while (true) {
      StoredChunk source = stored;
      if (source == null) {
        throw new IllegalStateException("a chunk was let go before it was stored");
      }
      try {
        return source.read();
      } catch (FileNotFoundException e) {
        if (source.equals(stored)) {
          throw e;
        }
        // It was just stored elsewhere, and the place it had is gone.
      }
    }
  }

  /// Where the chunk is stored, or `null` if it is only in memory.
  public @Nullable StoredChunk stored() {
    return stored;
  }

  /// The chunk can be read from there from now on.
  public void storedAt(StoredChunk place) {
    stored = place;
  }

  /// Lets go of a stored chunk that nobody asked for since the last call.
  public synchronized void release() {
    if (!used && stored != null) {
      held = null;
    }
    used = false;
  }
}
