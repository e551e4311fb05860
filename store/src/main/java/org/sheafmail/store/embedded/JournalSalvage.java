package org.sheafmail.store.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.state.AccountSalvage;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.Chunk;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.Operation;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.Transaction;
import org.sheafmail.store.state.TransactionCodec;

/// Reads a journal that has been damaged past all that is wrong with it, and tells of each frame
/// what can still be made of it.
///
/// After a frame that does not count it looks for the next one that does, wherever a frame may
/// start. Frames carry the salt of their file, so none is found in a message. Of a frame whose
/// payload is damaged the record may be whole all the same: if one of the bodies before it does not
/// have the checksum that the record tells, then that is the damage ([1]). If all have it, the
/// record itself is damaged, and only the bodies it still finds are sure ([2]). A payload that has
/// its checksum is good whatever stands before it.
///
/// 1. The transaction is taken as it is written; what was damaged shows again as a damaged message.
/// 2. They are stray messages of the account.
final class JournalSalvage {
  private static final JournalPosition END =
      new JournalPosition(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  private final Disk disk;
  private final Consumer<Finding> findings;
  private final Takers takers;

  /// Where the reading of a file ends.
  private long limit = Long.MAX_VALUE;

  private long lsn;
  private boolean lost;

  /// Set while a transaction is read whose batch is in a lane and has a damaged table.
  private @Nullable Batch damagedTable;

  /// What is made of the journal.
  interface Takers {
    void transaction(Transaction transaction) throws IOException;

    void stray(long account, Batch batch) throws IOException;
  }

  JournalSalvage(Disk disk, Consumer<Finding> findings, Takers takers) {
    this.disk = disk;
    this.findings = findings;
    this.takers = takers;
  }

  /// Reads all files from `start` on.
  ///
  /// @return the lsn after the last frame
  long run(JournalPosition start) throws IOException {
    return run(start, END);
  }

  /// Reads what is there between two places.
  ///
  /// @return the lsn after the last frame
  long run(JournalPosition start, JournalPosition end) throws IOException {
    NavigableSet<Long> files = new TreeSet<>();
    for (String name : disk.list()) {
      FileNames.number(name, FileNames.JOURNAL).ifPresent(files::add);
    }
    if (start.file() != 0 && !files.contains(start.file())) {
      lost = true;
      findings.accept(Finding.damage(FileNames.journal(start.file()), -1, "the file is missing"));
    }
    lsn = start.lsn();
    for (long number : files.tailSet(start.file(), true).headSet(end.file(), true)) {
      limit = number == end.file() ? end.position() : Long.MAX_VALUE;
      read(number, number == start.file() ? start.position() : FileHeader.OCTETS);
    }
    return lsn;
  }

  /// Whether a frame may have been there of which not all is known any more.
  boolean isAnyLost() {
    return lost;
  }

  private void read(long number, long from) throws IOException {
    String name = FileNames.journal(number);
    try (DiskFile file = disk.open(name)) {
      long salt = FileHeader.saltAsFound(file);
      FileWindow window = new FileWindow(file);
      boolean salted =
          window.frameAt(FileHeader.OCTETS, salt) != null || isHeaderSound(file, number);
      if (from > window.size()) {
        lost = true;
        findings.accept(
            Finding.damage(
                name, window.size(), "the file ends here, but was safe up to octet " + from));
        return;
      }
      long position = from;
      while (position < Math.min(limit, window.size())) {
        Frame frame = salted ? window.frameAt(position, salt) : window.unsaltedFrameAt(position);
        if (frame != null && frame.lsn() >= lsn) {
          sound(name, window, position, frame);
          position += frame.octets();
        } else if (!salted) {
          // One that was made ahead has lost nothing but its header.
          lost |= position > FileHeader.OCTETS || !window.isZeroFrom(position);
          return;
        } else {
          long next = nextFrame(window, position, salt);
          if (next < 0) {
            end(name, number, window, position, salt);
            return;
          }
          skipped(name, number, window, position, next, salt);
          position = next;
        }
      }
    }
  }

  /// No frame counts from here on.
  private void end(String name, long number, FileWindow window, long position, long salt)
      throws IOException {
    long seal = Continuation.behind(window, position, salt, lsn);
    if (seal < 0) {
      lost |= !isEnd(window, position, salt);
      return;
    }
    Continuation continuation = Continuation.decode(window.octets(seal, Continuation.OCTETS), salt);
    skipped(name, number, window, position, seal, salt);
    if (continuation != null && continuation.lsn() > lsn) {
      missing(name, seal, continuation.lsn());
    }
  }

  /// False if something stands behind the last frame that counts. It may be one that never became
  /// durable; in a journal that is damaged nobody can tell.
  private static boolean isEnd(FileWindow window, long position, long salt) throws IOException {
    long seal = Frame.align(position, Frame.SECTOR);
    if (Continuation.decode(window.octets(position, Continuation.OCTETS), salt) != null
        || Continuation.decode(window.octets(seal, Continuation.OCTETS), salt) != null) {
      return true;
    }
    ByteBuffer header = window.octets(position, Frame.HEADER_OCTETS);
    while (header.hasRemaining()) {
      if (header.get() != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHeaderSound(DiskFile file, long number) throws IOException {
    try {
      FileHeader.read(file, FileHeader.Kind.JOURNAL, number);
      return true;
    } catch (DamagedStoreException e) {
      return false;
    }
  }

  /// Where the next frame that counts starts, or −1.
  private long nextFrame(FileWindow window, long after, long salt) throws IOException {
    long first = Frame.align(after + 1, Frame.ALIGNMENT);
    long last = Math.min(limit, window.size() - Frame.HEADER_OCTETS + 1);
    for (long at = first; at < last; at += Frame.ALIGNMENT) {
      if (Frame.decode(window.octets(at, Frame.HEADER_OCTETS), salt) != null) {
        Frame frame = window.frameAt(at, salt);
        if (frame != null && frame.lsn() > lsn) {
          return at;
        }
      }
    }
    return -1;
  }

  private void sound(String name, FileWindow window, long position, Frame frame)
      throws IOException {
    if (frame.lsn() > lsn) {
      missing(name, position, frame.lsn());
    }
    lsn = frame.lsn() + 1;
    Transaction transaction = transaction(name, window, position, frame);
    if (transaction != null) {
      takers.transaction(transaction);
    } else {
      lost = true;
    }
  }

  private void missing(String name, long position, long next) {
    lost = true;
    findings.accept(
        Finding.damage(
            name,
            position,
            next - lsn == 1
                ? "frame " + lsn + " is missing before this one"
                : "frames " + lsn + " to " + (next - 1) + " are missing before this one"));
    lsn = next;
  }

  /// Something that is not sound, with a frame behind it that is.
  private void skipped(
      String name, long number, FileWindow window, long position, long next, long salt)
      throws IOException {
    long expected = lsn++;
    Frame header = Frame.decode(window.octets(position, Frame.HEADER_OCTETS), salt);
    Frame sound = window.damagedFrameAt(position, next, salt, expected);
    if (header == null && sound != null) {
      // Only the header is damaged: the payload has its checksum.
      header = sound;
    } else if (header == null
        || header.lsn() != expected
        || position + Frame.HEADER_OCTETS + header.payload() > next) {
      lost = true;
      findings.accept(
          Finding.damage(name, position, "frame " + expected + " is not what was stored"));
      return;
    }
    Transaction transaction = transaction(name, window, position, header);
    boolean explained =
        transaction != null
            && (sound != null
                ? isMadeOut(transaction, number, position, header)
                : !areBodiesSound(transaction, number, position, header));
    findings.accept(
        Finding.damage(
            name,
            position,
            "frame " + expected + (explained ? " is damaged in part" : " is not what was stored")));
    if (explained && transaction != null) {
      takers.transaction(transaction);
      return;
    }
    lost = true;
    if (transaction != null) {
      strays(transaction);
    }
  }

  /// The transaction in a frame; `null` if there is none to be read.
  private @Nullable Transaction transaction(
      String name, FileWindow window, long position, Frame frame) throws IOException {
    if (frame.type() != Frame.TRANSACTION) {
      throw new NewerFormatException(name + " has a frame of unknown type " + frame.type());
    }
    long payload = position + Frame.HEADER_OCTETS;
    ByteBuffer found = window.octets(payload + frame.bodies(), frame.payload() - frame.bodies());
    ByteBuffer record = ByteBuffer.allocate(found.remaining()).put(found).flip();
    damagedTable = null;
    try {
      Transaction transaction = TransactionCodec.read(record, this::table);
      if (damagedTable == null) {
        return transaction;
      }
      strays(transaction);
    } catch (DamagedStoreException e) {
      findings.accept(Finding.damage(name, position, String.valueOf(e.getMessage())));
    } catch (CorruptException | RuntimeException e) {
      findings.accept(
          Finding.damage(name, position, "frame " + frame.lsn() + ": " + e.getMessage()));
    }
    return null;
  }

  /// The batch in a lane; one whose table is damaged but can be made sense of is remembered as
  /// such.
  private Batch table(Batch.Stored place) throws IOException {
    String name = BodyLocation.fileName(place.location());
    long position = BodyLocation.position(place.location());
    ByteBuffer octets = ByteBuffer.allocate(place.length());
    try (DiskFile lane = disk.open(name)) {
      lane.read(position, octets);
    } catch (FileNotFoundException e) {
      throw new DamagedStoreException(name + " is missing", e);
    }
    octets.flip();
    boolean sound = octets.remaining() == place.length() && Checksum.of(octets) == place.checksum();
    if (!sound) {
      findings.accept(
          Finding.damage(name, position, "the list of messages of a batch is not what was stored"));
    }
    Batch batch = Batch.read(new RecordReader(octets));
    if (!sound) {
      damagedTable = batch;
    }
    return batch;
  }

  /// Whether the bodies are those that the transaction tells of, to the octet: where its record
  /// starts may be read from a header that is damaged in more than one place.
  private boolean isMadeOut(Transaction transaction, long number, long position, Frame frame)
      throws IOException {
    long start = BodyLocation.inJournal(number, position + Frame.HEADER_OCTETS);
    long octets = 0;
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.Append append && append.batch().stored().isEmpty()) {
        for (Chunk chunk : append.batch().chunks()) {
          for (int row = 0; row < chunk.count(); row++) {
            if (chunk.body().get(row) != start + octets || !Bodies.isSound(disk, chunk, row)) {
              return false;
            }
            octets += chunk.size().get(row);
          }
        }
      }
    }
    return octets == frame.bodies();
  }

  /// False if a body in the frame is not what its transaction says.
  private boolean areBodiesSound(Transaction transaction, long number, long position, Frame frame)
      throws IOException {
    long start = BodyLocation.inJournal(number, position + Frame.HEADER_OCTETS);
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.Append append && append.batch().stored().isEmpty()) {
        for (Chunk chunk : append.batch().chunks()) {
          for (int row = 0; row < chunk.count(); row++) {
            long from = chunk.body().get(row);
            if (from < start || from + chunk.size().get(row) > start + frame.bodies()) {
              return true; // The record is the one that is wrong.
            }
            if (!Bodies.isSound(disk, chunk, row)) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  /// Those messages of a transaction that is not sure whose octets are.
  private void strays(Transaction transaction) throws IOException {
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.Append append) {
        List<BitSet> rows = new ArrayList<>();
        for (Chunk chunk : append.batch().chunks()) {
          BitSet sound = new BitSet();
          for (int row = 0; row < chunk.count(); row++) {
            sound.set(row, Bodies.isSound(disk, chunk, row));
          }
          rows.add(sound);
        }
        Optional<Batch> batch = AccountSalvage.select(append.batch(), rows);
        if (batch.isPresent()) {
          takers.stray(transaction.account(), batch.get());
        }
      }
    }
  }
}
