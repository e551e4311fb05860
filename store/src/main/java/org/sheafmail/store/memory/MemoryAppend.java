package org.sheafmail.store.memory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.store.Admission;
import org.sheafmail.store.AppendOutcome;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.NoSuchMailbox;
import org.sheafmail.store.StoreFull;

/// Keeps the messages added in a list of its own until they are committed.
final class MemoryAppend implements AppendTransaction {
  /// The most an array holds.
  private static final int BODY_SIZE_MAX = Integer.MAX_VALUE - 8;

  private final MemoryAccount account;
  private final MailboxId mailbox;
  private final List<MemoryMessage.Staged> staged = new ArrayList<>();
  private State state = State.OPEN;

  private enum State {
    OPEN,
    FAILED,
    ENDED
  }

  MemoryAppend(MemoryAccount account, MailboxId mailbox) {
    this.account = account;
    this.mailbox = mailbox;
  }

  @Override
  public Admission admit(long size) {
    if (account.view(mailbox).isEmpty()) {
      return new NoSuchMailbox();
    }
    if (size > BODY_SIZE_MAX) {
      return new StoreFull("a message in memory has at most " + BODY_SIZE_MAX + " octets");
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
    if (size > BODY_SIZE_MAX) {
      throw new IOException("a message of " + size + " octets does not fit into memory");
    }
    // Grows with what arrives, not with what was announced.
    byte[] octets = Channels.newInputStream(body).readNBytes((int) size);
    if (octets.length < size) {
      throw new EOFException("the body ended after " + octets.length + " of " + size + " octets");
    }
    staged.add(
        new MemoryMessage.Staged(
            Set.copyOf(flags),
            internalDate.truncatedTo(ChronoUnit.SECONDS),
            new MemoryBody(octets)));
    state = State.OPEN;
  }

  @Override
  public long count() {
    return staged.size();
  }

  @Override
  public AppendOutcome commit() {
    requireOpen();
    state = State.ENDED;
    return account.append(mailbox, staged);
  }

  @Override
  public void close() {
    state = State.ENDED;
    staged.clear();
  }

  private void requireOpen() {
    if (state != State.OPEN) {
      throw new IllegalStateException(
          state == State.FAILED ? "a message could not be added" : "the transaction has ended");
    }
  }
}
