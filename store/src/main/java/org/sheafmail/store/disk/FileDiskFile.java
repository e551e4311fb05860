package org.sheafmail.store.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A file of a [FileDisk].
///
/// The JDK closes a `FileChannel` for everybody when one thread is interrupted in it. Reads, which
/// any session does, therefore open the file again when they find the channel closed under them.
/// Writes and syncs never do: after such an accident it is not known what was written.
final class FileDiskFile implements DiskFile {
  /// Pieces of a gathered write are put together in buffers of this size.
  private static final int GATHER_OCTETS = 256 << 10;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 20).asReadOnlyBuffer();

  /// Buffers not in use; more than these few are left to the collector.
  private static final ArrayBlockingQueue<ByteBuffer> BUFFERS = new ArrayBlockingQueue<>(4);

  private final Path path;
  private final Set<StandardOpenOption> options;
  private final FileChannel channel;
  private volatile @Nullable FileChannel reopened;
  private volatile boolean closed;

  /// @param options to open the file again
  FileDiskFile(Path path, Set<StandardOpenOption> options, FileChannel channel) {
    this.path = path;
    this.options = options;
    this.channel = channel;
  }

  @Override
  public long size() throws IOException {
    return reading(FileChannel::size);
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    int start = target.position();
    return reading(in -> {
      while (target.hasRemaining()) {
        if (in.read(target, position + target.position() - start) < 0) {
          break;
        }
      }
      int total = target.position() - start;
      return total == 0 && position >= in.size() ? -1 : total;
    });
  }

  @Override
  public void write(long position, ByteBuffer... source) throws IOException {
    try {
      if (source.length == 1) {
        writeFully(position, source[0]);
      } else {
        gather(position, source);
      }
    } catch (IOException e) {
      throw orFull(e);
    }
  }

  /// One call to the kernel for many small pieces: each call costs more than copying a page.
  private void gather(long start, ByteBuffer[] source) throws IOException {
    ByteBuffer buffer = BUFFERS.poll();
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(GATHER_OCTETS);
    }
    try {
      long position = start;
      for (ByteBuffer piece : source) {
        while (piece.hasRemaining()) {
          int count = Math.min(piece.remaining(), buffer.remaining());
          buffer.put(buffer.position(), piece, piece.position(), count);
          buffer.position(buffer.position() + count);
          piece.position(piece.position() + count);
          if (!buffer.hasRemaining()) {
            position += writeFully(position, buffer.flip());
            buffer.clear();
          }
        }
      }
      writeFully(position, buffer.flip());
    } finally {
      buffer.clear();
      BUFFERS.offer(buffer);
    }
  }

  private long writeFully(long start, ByteBuffer source) throws IOException {
    long position = start;
    while (source.hasRemaining()) {
      position += channel.write(source, position);
    }
    return position - start;
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  public void allocate(long size) throws IOException {
    // Written out in full: only blocks that were written once can later be overwritten without
    // touching the file system's own journal, which is what makes a sync cheap.
    try {
      for (long position = channel.size(); position < size; ) {
        ByteBuffer zeros = ZEROS.duplicate();
        zeros.limit((int) Math.min(zeros.capacity(), size - position));
        position += writeFully(position, zeros);
      }
    } catch (IOException e) {
      throw orFull(e);
    }
  }

  @Override
  public void sync() throws IOException {
    channel.force(false);
  }

  @Override
  public void transferTo(long position, long count, WritableByteChannel target) throws IOException {
    long done = 0;
    while (done < count) {
      long from = position + done;
      long left = count - done;
      long sent = reading(in -> in.transferTo(from, left, target));
      if (sent == 0 && from >= size()) {
        throw new EOFException(path + " ends at " + size() + ", octet " + from + " was wanted");
      }
      done += sent;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    channel.close();
    FileChannel second = reopened;
    if (second != null) {
      second.close();
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T from(FileChannel in) throws IOException;
  }

  private <T> T reading(Reading<T> reading) throws IOException {
    while (true) {
      FileChannel in = reopened;
      if (in == null) {
        in = channel;
      }
      try {
        return reading.from(in);
      } catch (ClosedChannelException e) {
        if (closed || in.isOpen() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        reopen();
      }
    }
  }

  private synchronized void reopen() throws IOException {
    FileChannel last = reopened;
    if (!closed && (last == null || !last.isOpen())) {
      reopened = FileChannel.open(path, options);
    }
  }

  /// The JDK has no exception of its own for a full disk or an exhausted quota, only their texts.
  private static IOException orFull(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    boolean full = message.contains("no space left") || message.contains("quota exceeded");
    return full ? new DiskFullException("the disk is full", e) : e;
  }
}
