package org.sheafmail.store.embedded;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.DiskFile;

/// The writing end of the journal: the one place where a change becomes durable.
///
/// The journal is a row of files, each made ahead of time in full length ([1]). What is to be made
/// durable together is a *group* of frames; it is written with one call and synced with one ([2]),
/// and only then may the next group be written. Every frame says, in its *watermark*, how far the
/// file was synced when it was written ([3]).
///
/// 1. Writing into blocks the file system has already given out needs no change to its own
///    metadata. A sync then costs less than half of what it does when a file grows.
/// 2. A group is cut off whole if writing it failed and the cut is synced: then none of it
///    happened. If the sync failed, nobody can know ([Poison]).
/// 3. The reader of the journal ([JournalReader]) can thus tell a tail torn by a power cut from
///    damage to what was safe: a bad frame below the watermark of a later good one is damage.
///
/// Owned by the thread of the [Committer].
final class Journal {
  private static final System.Logger LOG = System.getLogger(Journal.class.getName());

  /// The longest group there is, but for a single frame that has a file to itself.
  static final int GROUP_OCTETS_MAX = 4 << 20;

  private static final ByteBuffer ZEROS = ByteBuffer.allocate(Frame.SECTOR).asReadOnlyBuffer();

  private final JournalSegments segments;
  private final int firstSegmentOctets;
  private final int segmentOctets;

  /// Everything before it is durable.
  private JournalPosition durable;

  /// `null` before the first write and after a group was cut off: the next one opens a new file.
  private @Nullable JournalSegment segment;

  /// Where the next group starts; everything below is synced.
  private long position;

  /// The lsn that stands behind the last frame as that of the next.
  private long sealedAt;

  private boolean first = true;

  private final List<PendingFrame> group = new ArrayList<>();

  /// Where the next frame of the group starts.
  private long end;

  private record PendingFrame(int type, ByteBuffer record, List<ByteBuffer> bodies, long start) {
    int bodyOctets() {
      return bodies.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    int payload() {
      return bodyOctets() + record.remaining();
    }
  }

  /// A group was not written and never will be: the mailboxes are as they were.
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /// A sync failed that no change was waiting for.
  static final class UnsyncedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsyncedException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /// @param recovered the end of the journal as it was found
  Journal(JournalSegments segments, EmbeddedOptions options, JournalPosition recovered) {
    this.segments = segments;
    this.firstSegmentOctets = options.firstSegmentOctets();
    this.segmentOctets = options.segmentOctets();
    this.durable = recovered;
  }

  /// The place in the journal after everything durable.
  JournalPosition position() {
    return durable;
  }

  /// Files with a lower number than this get no further frame.
  long sealedBelow() {
    JournalSegment current = segment;
    return current == null ? durable.file() + 1 : current.number();
  }

  /// True if a frame with that many octets of payload still fits into the file of this group.
  boolean fits(long payload) {
    JournalSegment current = segment;
    if (current == null || end + frameOctets(payload) > current.size()) {
      return false;
    }
    if (current.isForOneFrame()) {
      return end == FileHeader.OCTETS;
    }
    // A reader that finds a bad frame need not look further than this for a good one after it.
    return end + frameOctets(payload) - position <= GROUP_OCTETS_MAX;
  }

  /// Octets that can be written before the file system is asked for more.
  long room() {
    JournalSegment current = segment;
    return segments.room() + (current == null ? 0 : current.size() - end);
  }

  private static long frameOctets(long payload) {
    return Frame.align(Frame.HEADER_OCTETS + payload, Frame.SECTOR);
  }

  boolean isGroupEmpty() {
    return group.isEmpty();
  }

  /// Moves on to a new file, with room for a frame of that payload. Between groups only.
  ///
  /// @throws UnsyncedException if the store can no longer vouch for its disk
  /// @throws IOException if there is no new file; all is as before
  void rotate(long payload) throws IOException {
    long frame = frameOctets(payload);
    JournalSegment next =
        frame > GROUP_OCTETS_MAX
            ? segments.makeFor(frame)
            : segments.take(frame, first ? firstSegmentOctets : segmentOctets);
    first = false;
    JournalSegment last = segment;
    segment = next;
    position = FileHeader.OCTETS;
    end = position;
    if (last != null) {
      last.file().close();
    }
    if (durable.file() != 0) {
      continueIn(next.number(), durable.position());
    }
  }

  /// Says behind the last frame that all of them are safe, if that does not stand there already:
  /// until the next frame is written nothing else proves it. Between groups only.
  ///
  /// @throws UnsyncedException if the store can no longer vouch for its disk
  void seal() throws UnsyncedException {
    if (durable.file() != 0 && sealedAt != durable.lsn()) {
      // What is found by an opening may end in the middle of a sector; seals are looked for at
      // others.
      continueIn(Continuation.NOWHERE_YET, Frame.align(durable.position(), Frame.SECTOR));
    }
  }

  /// Says behind the last frame where the journal goes on. Nothing depends on its being there, so
  /// that a full disk is no obstacle.
  private void continueIn(long next, long at) throws UnsyncedException {
    try (DiskFile last = segments.open(durable.file())) {
      long salt = FileHeader.read(last, FileHeader.Kind.JOURNAL, durable.file()).salt();
      last.write(at, new Continuation(next, durable.lsn()).encode(salt));
      sync(last);
      sealedAt = durable.lsn();
    } catch (UnsyncedException e) {
      throw e;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a journal file does not say where it ends", e);
    }
  }

  private static void sync(DiskFile file) throws UnsyncedException {
    try {
      file.sync();
    } catch (IOException e) {
      throw new UnsyncedException(e);
    }
  }

  /// Where the bodies of the next frame will start.
  long bodies() {
    return BodyLocation.inJournal(current().number(), end + Frame.HEADER_OCTETS);
  }

  private JournalSegment current() {
    JournalSegment current = segment;
    if (current == null) {
      throw new IllegalStateException("the journal has no file yet");
    }
    return current;
  }

  /// Adds a frame to the group: bodies first, then the record. It must fit.
  void add(int type, ByteBuffer record, List<ByteBuffer> bodies) {
    PendingFrame frame = new PendingFrame(type, record, bodies, end);
    if (!fits(frame.payload())) {
      throw new IllegalStateException("a frame does not fit into the journal file");
    }
    group.add(frame);
    end = Frame.align(end + Frame.HEADER_OCTETS + frame.payload(), Frame.ALIGNMENT);
  }

  /// Makes the group durable.
  ///
  /// @throws RefusedException if none of it was written
  /// @throws IOException if nobody can know what of it is on the disk
  void commit() throws IOException {
    JournalSegment current = current();
    long next = Frame.align(end, Frame.SECTOR);
    try {
      current.file().write(position, encode(current, next));
    } catch (IOException e) {
      cutOff(current, e);
      throw new RefusedException(e);
    }
    current.file().sync();
    durable = new JournalPosition(current.number(), next, durable.lsn() + group.size());
    group.clear();
    position = next;
    end = next;
  }

  private ByteBuffer[] encode(JournalSegment current, long next) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      PendingFrame pending = group.get(i);
      long frameEnd = i + 1 < group.size() ? group.get(i + 1).start() : next;
      int payload = pending.payload();
      int padding = Math.toIntExact(frameEnd - pending.start() - Frame.HEADER_OCTETS - payload);
      List<ByteBuffer> octets = new ArrayList<>(pending.bodies());
      octets.add(pending.record());
      Frame frame =
          new Frame(
              pending.type(),
              padding,
              payload,
              pending.bodyOctets(),
              durable.lsn() + i,
              position,
              Checksum.of(octets.toArray(ByteBuffer[]::new)));
      pieces.add(frame.encode(current.salt()));
      pieces.addAll(octets);
      pieces.add(ZEROS.duplicate().limit(padding));
    }
    return pieces.toArray(ByteBuffer[]::new);
  }

  /// Takes back what a failed write may have left behind. The file is not used any further.
  private void cutOff(JournalSegment current, IOException why) throws IOException {
    try {
      current.file().truncate(position);
      current.file().sync();
    } catch (IOException e) {
      e.addSuppressed(why);
      throw e;
    }
    forget();
    segment = null;
    current.file().close();
  }

  /// Drops the group before anything of it was written.
  void forget() {
    group.clear();
    end = position;
  }

  /// Gives back the room that was made ahead and is not used. Nothing may be added after that.
  void giveBackRoom() throws IOException {
    JournalSegment current = segment;
    if (current != null) {
      current.file().truncate(position);
    }
    segments.giveBackRoom();
    sealedAt = 0;
    seal();
  }

  void close() throws IOException {
    JournalSegment current = segment;
    segment = null;
    if (current != null) {
      current.file().close();
    }
  }
}
