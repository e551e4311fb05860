package org.sheafmail.store.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sheafmail.protocol.Flag;
import org.sheafmail.store.Admission;
import org.sheafmail.store.AppendOutcome;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;
import org.sheafmail.store.UidsExhausted;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.state.Batch;
import org.sheafmail.store.state.BatchBuilder;
import org.sheafmail.store.state.Chunk;

/// A batch on its way into a mailbox.
///
/// It starts in memory; once it has more octets than a small batch may have, or all small batches
/// together would have too many, it moves to a lane and goes on there. Either way the octets are
/// nobody's until the commit, and whatever goes wrong before it needs no sync and no repair.
final class EmbeddedAppend implements AppendTransaction {
  private final EmbeddedStore store;
  private final Staging staging;
  private final AccountCell account;
  private final MailboxId mailbox;
  private final BatchBuilder messages = new BatchBuilder();
  private StagedBodies bodies = new MemoryBodies();

  /// Messages taken, those passed over among them.
  private long count;

  /// Octets of all bodies added; each body's place is counted from the first one.
  private long octets;

  /// Octets taken from the budget of small batches.
  private long budgeted;

  /// Octets there were when the disk was last asked for its room.
  private long roomAskedAt = -1;

  private @Nullable StoreFull full;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    FAILED,
    ENDED
  }

  EmbeddedAppend(EmbeddedStore store, Staging staging, AccountCell account, MailboxId mailbox) {
    this.store = store;
    this.staging = staging;
    this.account = account;
    this.mailbox = mailbox;
  }

  @Override
  public Admission admit(long size) {
    if (staging.poison().isSet()) {
      return staging.poison().outcome();
    }
    if (account.state().mailbox(mailbox) == null) {
      return new NoSuchMailbox();
    }
    if (full != null) {
      return full;
    }
    // The file system is asked again after each lot of small messages, not for every one of them.
    if (roomAskedAt < 0 || octets + size - roomAskedAt > Staging.ROOM_ASKED_OCTETS) {
      roomAskedAt = octets;
      store.appending();
      StoreFull refusal = staging.fullFor(size);
      if (refusal != null) {
        return refusal;
      }
    }
    return new Admission.Admitted();
  }

  @Override
  public void add(Set<Flag> flags, OffsetDateTime internalDate, ReadableByteChannel body, long size)
      throws IOException {
    requireOpen();
    if (size < 1) {
      throw new IllegalArgumentException("a message has 1 octet at the least: " + size);
    }
    state = State.FAILED; // Unless all goes well.
    if (bodies instanceof MemoryBodies && full == null && !fitsInMemory(size)) {
      moveToLane();
    }
    if (full == null) {
      int checksum = bodies.add(body, size);
      messages.add(flags, internalDate, size, octets, checksum);
      octets += size;
      full = fullLane();
    } else {
      skip(body, size);
    }
    count++;
    state = State.OPEN;
  }

  private boolean fitsInMemory(long size) {
    if (octets + size > staging.smallBatchOctets()
        || messages.count() >= Chunk.ROWS_MAX
        || !staging.budget().take(size)) {
      return false;
    }
    budgeted += size;
    return true;
  }

  private void moveToLane() throws IOException {
    List<ByteBuffer> before = bodies.forJournal();
    try {
      LaneBodies lane = staging.takeLane();
      bodies = lane;
      lane.addAll(before);
      full = fullLane();
    } catch (DiskFullException e) {
      full = new StoreFull(String.valueOf(e.getMessage()));
    }
    giveBudgetBack();
  }

  private @Nullable StoreFull fullLane() {
    return bodies instanceof LaneBodies lane && lane.full() != null
        ? new StoreFull("the disk is full")
        : null;
  }

  /// Passes over a body there is no room for, so that its sender stays in step.
  private static void skip(ReadableByteChannel body, long size) throws IOException {
    ByteBuffer sink = ByteBuffer.allocate((int) Math.min(size, 8 << 10));
    for (long left = size; left > 0; left -= sink.position()) {
      sink.clear().limit((int) Math.min(sink.capacity(), left));
      if (body.read(sink) < 0) {
        throw new EOFException("the body ended after " + (size - left) + " of " + size + " octets");
      }
    }
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public AppendOutcome commit() throws IOException {
    requireOpen();
    state = State.ENDED;
    LaneBodies.Fate fate = LaneBodies.Fate.UNKNOWN;
    try {
      AppendOutcome outcome = full == null ? stageAndCommit() : full;
      fate = fate(outcome);
      return outcome;
    } catch (IOException e) {
      if (staging.poison().isSet()) {
        return staging.poison().outcome();
      }
      fate = LaneBodies.Fate.NOT_COMMITTED;
      throw e;
    } finally {
      letGo(fate);
    }
  }

  private AppendOutcome stageAndCommit() throws IOException {
    Batch batch = messages.build();
    Change<AppendOutcome> change;
    if (bodies instanceof LaneBodies lane) {
      Batch sealed = lane.seal(batch.movedBy(lane.location()), account.state().number(), mailbox);
      StoreFull refusal = fullLane();
      if (refusal != null) {
        return refusal;
      }
      change = Change.growing((edit, _) -> edit.append(mailbox, sealed));
    } else {
      change =
          new Change<>(
              (edit, location) -> edit.append(mailbox, batch.movedBy(location)),
              true,
              bodies.forJournal());
    }
    return store.commit(account, change).orElse(refusal -> refusal, unknown -> unknown);
  }

  private static LaneBodies.Fate fate(AppendOutcome outcome) {
    return switch (outcome) {
      case Appended _ -> LaneBodies.Fate.COMMITTED;
      case NoSuchMailbox _, UidsExhausted _, StoreFull _ -> LaneBodies.Fate.NOT_COMMITTED;
      case OutcomeUnknown _ -> LaneBodies.Fate.UNKNOWN;
    };
  }

  @Override
  public void close() {
    if (state != State.ENDED) {
      state = State.ENDED;
      letGo(LaneBodies.Fate.NOT_COMMITTED);
    }
  }

  private void letGo(LaneBodies.Fate fate) {
    giveBudgetBack();
    if (bodies instanceof LaneBodies lane) {
      lane.end(fate);
    }
    bodies = new MemoryBodies();
  }

  private void giveBudgetBack() {
    staging.budget().give(budgeted);
    budgeted = 0;
  }

  private void requireOpen() {
    if (state != State.OPEN) {
      throw new IllegalStateException(
          state == State.FAILED ? "a message could not be added" : "the transaction has ended");
    }
  }
}
