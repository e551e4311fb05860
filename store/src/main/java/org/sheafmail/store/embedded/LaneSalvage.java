package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.state.AccountSalvage;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.Chunk;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.MailboxState;
import org.sheafmail.store.state.Moves;
import org.sheafmail.store.state.Operation;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.Transaction;

/// Looks in lanes for large batches whose transaction is lost. A label in front of the table of a
/// batch says whose it is ([LaneLabel]).
///
/// Nobody can tell a batch that was acknowledged from one that was on its way when the process
/// ended: both are whole in the lane. So these messages are never put where they were sent to; they
/// are strays of their account, and whoever owns them decides.
final class LaneSalvage {
  private static final int SCANNED_OCTETS = 256 << 10;

  private final Disk disk;
  private final Consumer<Finding> findings;
  private final List<InDoubt> batches = new ArrayList<>();

  /// Where the tables are of which a transaction is known.
  private final Set<Long> told = new HashSet<>();

  /// What compactions moved, in their order.
  private final List<Moves> moves = new ArrayList<>();

  private record InDoubt(long location, LaneLabel label, Batch batch) {}

  LaneSalvage(Disk disk, Consumer<Finding> findings) {
    this.disk = disk;
    this.findings = findings;
  }

  /// A transaction that is not lost.
  void known(Transaction transaction) {
    for (Operation operation : transaction.operations()) {
      switch (operation) {
        case Operation.Append append ->
            append.batch().stored().ifPresent(table -> told.add(table.location()));
        case Operation.MoveBodies(Moves moved) -> moves.add(moved);
        default -> {}
      }
    }
  }

  /// Looks in a lane from a place on.
  void read(long number, long from) throws IOException {
    try (DiskFile file = disk.open(FileNames.lane(number))) {
      FileWindow window = new FileWindow(file);
      long salt = FileHeader.saltAsFound(file);
      for (long at = next(window, from); at >= 0; ) {
        LaneLabel label = LaneLabel.decode(window.octets(at, LaneLabel.OCTETS), salt);
        long table = at + LaneLabel.OCTETS;
        Batch batch = label == null ? null : table(window, table, label);
        if (label != null && batch != null) {
          batches.add(new InDoubt(BodyLocation.inLane(number, table), label, batch));
          at = next(window, table + label.table());
        } else {
          at = next(window, at + 1);
        }
      }
    }
  }

  /// Where the next octets are that a label begins with, or −1.
  private static long next(FileWindow window, long from) throws IOException {
    long at = from;
    while (at + LaneLabel.OCTETS <= window.size()) {
      ByteBuffer octets = window.octets(at, SCANNED_OCTETS);
      for (int i = 0; i + Integer.BYTES <= octets.limit(); i++) {
        if (octets.getInt(i) == LaneLabel.MAGIC) {
          return at + i;
        }
      }
      at += octets.limit() - Integer.BYTES + 1;
    }
    return -1;
  }

  private static @Nullable Batch table(FileWindow window, long position, LaneLabel label)
      throws IOException {
    if (position + label.table() > window.size()) {
      return null;
    }
    ByteBuffer octets = window.octets(position, label.table());
    if (Checksum.of(octets) != label.checksum()) {
      return null;
    }
    try {
      return Batch.read(new RecordReader(octets));
    } catch (CorruptException e) {
      return null;
    }
  }

  /// Gives each account those of the messages found that nobody has, if their octets are there.
  void giveTo(SurveyedAccounts accounts) throws IOException {
    List<InDoubt> lost = new ArrayList<>();
    for (InDoubt found : batches) {
      if (!told.contains(found.location)) {
        Batch batch = found.batch;
        for (Moves moved : moves) {
          batch = batch.withBodiesMoved(moved);
        }
        lost.add(new InDoubt(found.location, found.label, batch));
      }
    }
    Set<Long> nobodys = places(lost);
    for (AccountSalvage account : accounts.byNumber().values()) {
      for (MailboxState mailbox : account.state().mailboxes()) {
        for (ChunkHandle chunk : mailbox.chunks()) {
          remove(nobodys, chunk.peek());
        }
      }
      account.strays().forEach(stray -> stray.chunks().forEach(chunk -> remove(nobodys, chunk)));
    }
    for (InDoubt batch : lost) {
      give(batch, nobodys, accounts);
    }
  }

  private static Set<Long> places(List<InDoubt> batches) {
    Set<Long> places = new HashSet<>();
    for (InDoubt found : batches) {
      for (Chunk chunk : found.batch.chunks()) {
        for (int row = 0; row < chunk.count(); row++) {
          places.add(chunk.body().get(row));
        }
      }
    }
    return places;
  }

  private static void remove(Set<Long> places, Chunk chunk) {
    for (int row = 0; row < chunk.count() && !places.isEmpty(); row++) {
      places.remove(chunk.body().get(row));
    }
  }

  private void give(InDoubt found, Set<Long> nobodys, SurveyedAccounts accounts)
      throws IOException {
    List<BitSet> chosen = new ArrayList<>();
    for (Chunk chunk : found.batch.chunks()) {
      BitSet rows = new BitSet();
      for (int row = 0; row < chunk.count(); row++) {
        rows.set(row, nobodys.contains(chunk.body().get(row)) && Bodies.isSound(disk, chunk, row));
      }
      chosen.add(rows);
    }
    Optional<Batch> batch = AccountSalvage.select(found.batch, chosen);
    if (batch.isPresent()) {
      AccountSalvage account = accounts.account(found.label.account());
      account.addStray(batch.get());
      findings.accept(
          Finding.note(
              BodyLocation.fileName(found.location),
              BodyLocation.position(found.location),
              count(batch.get().count())
                  + " sent to "
                  + mailbox(account, found.label.mailbox())
                  + ", whose transaction is lost, if it was ever completed"));
    }
  }

  static String count(long messages) {
    return messages + (messages == 1 ? " message" : " messages");
  }

  private static String mailbox(AccountSalvage account, MailboxId id) {
    MailboxState mailbox = account.state().mailbox(id);
    String name =
        mailbox == null ? "a mailbox that is not known" : "mailbox " + name(mailbox.name());
    return name
        + " of "
        + (account.state().name().isEmpty()
            ? "an account that is not known"
            : "account " + account.state().name());
  }

  private static String name(MailboxName name) {
    return String.join("/", name.levels());
  }
}
