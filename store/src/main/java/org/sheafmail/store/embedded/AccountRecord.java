package org.sheafmail.store.embedded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.state.AccountState;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.ChunkStats;
import org.sheafmail.store.state.CorruptException;
import org.sheafmail.store.state.FlagTable;
import org.sheafmail.store.state.MailboxState;
import org.sheafmail.store.state.RecordReader;
import org.sheafmail.store.state.RecordWriter;

/// An account in a snapshot: everything but the chunks, which it refers to.
///
/// @param recentFrom per mailbox, the first UID nobody was told of as recent
record AccountRecord(AccountState state, Map<MailboxId, Long> recentFrom) {
  /// Writes the record.
  ///
  /// @param places where each chunk is
  void write(RecordWriter out, Function<ChunkHandle, Extent> places) {
    out.putNumber(state.number());
    out.putText(state.name());
    out.putNumber(state.modSeq());
    out.putNumber(state.lastMailboxId());
    out.putNumber(state.lastUidValidity());
    out.putNumber(state.names().subscribed().size());
    state.names().subscribed().forEach(out::putName);
    out.putNumber(state.mailboxes().size());
    for (MailboxState mailbox : state.mailboxes()) {
      write(out, mailbox, places);
    }
  }

  private void write(RecordWriter out, MailboxState mailbox, Function<ChunkHandle, Extent> places) {
    out.putNumber(mailbox.id().value());
    out.putName(mailbox.name());
    out.putNumber(mailbox.uidValidity().value());
    out.putNumber(mailbox.uidNext());
    out.putNumber(mailbox.highestModSeq());
    out.putNumber(recentFrom.getOrDefault(mailbox.id(), 1L));
    out.putNumber(mailbox.systemFlags());
    mailbox.flagTable().write(out);
    out.putNumber(mailbox.chunks().size());
    for (ChunkHandle chunk : mailbox.chunks()) {
      chunk.stats().write(out);
      places.apply(chunk).write(out);
    }
  }

  /// Reads a record.
  ///
  /// @param chunks gives the way to read a chunk again
  static AccountRecord read(RecordReader in, Function<Extent, ChunkHandle.StoredChunk> chunks)
      throws CorruptException {
    long number = in.number();
    String name = in.text();
    long modSeq = in.number();
    long lastMailboxId = in.number();
    long lastUidValidity = in.number();
    SortedSet<MailboxName> subscribed = new TreeSet<>();
    for (int left = in.count(); left > 0; left--) {
      subscribed.add(in.name());
    }
    Map<MailboxId, Long> recentFrom = new HashMap<>();
    List<MailboxState> mailboxes = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      mailboxes.add(readMailbox(in, recentFrom, chunks));
    }
    return new AccountRecord(
        new AccountState(
            number,
            name,
            modSeq,
            lastMailboxId,
            lastUidValidity,
            mailboxes,
            AccountState.names(mailboxes, subscribed)),
        recentFrom);
  }

  private static MailboxState readMailbox(
      RecordReader in,
      Map<MailboxId, Long> recentFrom,
      Function<Extent, ChunkHandle.StoredChunk> chunks)
      throws CorruptException {
    MailboxId id = in.mailboxId();
    MailboxName name = in.name();
    UidValidity uidValidity = in.uidValidity();
    long uidNext = in.number();
    long highestModSeq = in.number();
    recentFrom.put(id, in.number());
    int systemFlags = in.intNumber();
    FlagTable flagTable = FlagTable.read(in);
    List<ChunkHandle> handles = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      handles.add(new ChunkHandle(ChunkStats.read(in), chunks.apply(Extent.read(in))));
    }
    return new MailboxState(
        id, name, uidValidity, uidNext, highestModSeq, flagTable, systemFlags, handles);
  }
}
