package org.sheafmail.store.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sheafmail.protocol.Flag;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxId;

/// Writes transactions as octets and reads them back. The octets are described in
/// `docs/formats/transaction.md`.
public final class TransactionCodec {
  private static final int CREATE_MAILBOX = 1;
  private static final int DELETE_MAILBOX = 2;
  private static final int RENAME_MAILBOX = 3;
  private static final int SUBSCRIBE = 4;
  private static final int APPEND = 5;
  private static final int APPEND_STORED = 6;
  private static final int STORE_FLAGS = 7;
  private static final int EXPUNGE = 8;
  private static final int COPY = 9;
  private static final int CREATE_ACCOUNT = 10;
  private static final int MOVE_BODIES = 11;

  private static final FlagChange[] CHANGES = {
    FlagChange.ADD, FlagChange.REMOVE, FlagChange.REPLACE
  };

  private TransactionCodec() {}

  /// Fetches a batch that is kept outside its transaction.
  @FunctionalInterface
  public interface StoredBatches {
    Batch read(Batch.Stored place) throws IOException;
  }

  public static ByteBuffer write(Transaction transaction) {
    RecordWriter out = new RecordWriter(256);
    out.putNumber(transaction.account());
    out.putNumber(transaction.modSeq());
    out.putNumber(transaction.time());
    out.putNumber(transaction.operations().size());
    transaction.operations().forEach(operation -> write(out, operation));
    return out.finish();
  }

  private static void write(RecordWriter out, Operation operation) {
    switch (operation) {
      case Operation.CreateAccount(var name) -> {
        out.putOctet(CREATE_ACCOUNT);
        out.putText(name);
      }
      case Operation.CreateMailbox(var id, var name, var uidValidity) -> {
        out.putOctet(CREATE_MAILBOX);
        out.putNumber(id.value());
        out.putName(name);
        out.putNumber(uidValidity.value());
      }
      case Operation.DeleteMailbox(var id) -> {
        out.putOctet(DELETE_MAILBOX);
        out.putNumber(id.value());
      }
      case Operation.RenameMailbox(var id, var name) -> {
        out.putOctet(RENAME_MAILBOX);
        out.putNumber(id.value());
        out.putName(name);
      }
      case Operation.Subscribe(var name, var subscribed) -> {
        out.putOctet(SUBSCRIBE);
        out.putName(name);
        out.putOctet(subscribed ? 1 : 0);
      }
      case Operation.Append append -> write(out, append);
      case Operation.StoreFlags(var id, var uids, var change, var flags) -> {
        out.putOctet(STORE_FLAGS);
        out.putNumber(id.value());
        out.putUids(uids);
        out.putOctet(List.of(CHANGES).indexOf(change));
        out.putNumber(flags.size());
        flags.stream().map(Flag::name).sorted().forEach(out::putText);
      }
      case Operation.Expunge(var id, var uids) -> {
        out.putOctet(EXPUNGE);
        out.putNumber(id.value());
        out.putUids(uids);
      }
      case Operation.Copy(var from, var uids, var to, var firstUid) -> {
        out.putOctet(COPY);
        out.putNumber(from.value());
        out.putUids(uids);
        out.putNumber(to.value());
        out.putNumber(firstUid);
      }
      case Operation.MoveBodies(var moves) -> {
        out.putOctet(MOVE_BODIES);
        moves.write(out);
      }
    }
  }

  private static void write(RecordWriter out, Operation.Append append) {
    Optional<Batch.Stored> stored = append.batch().stored();
    out.putOctet(stored.isPresent() ? APPEND_STORED : APPEND);
    out.putNumber(append.mailbox().value());
    out.putNumber(append.firstUid());
    if (stored.isPresent()) {
      out.putNumber(stored.get().location());
      out.putNumber(stored.get().length());
      out.putNumber(Integer.toUnsignedLong(stored.get().checksum()));
    } else {
      append.batch().write(out);
    }
  }

  /// The transaction that was written as `octets`.
  ///
  /// @throws CorruptException if the octets are not those of one transaction
  public static Transaction read(ByteBuffer octets, StoredBatches batches) throws IOException {
    RecordReader in = new RecordReader(octets);
    long account = in.number();
    long modSeq = in.number();
    long time = in.number();
    List<Operation> operations = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      operations.add(readOperation(in, batches));
    }
    CorruptException.unless(in.atEnd(), "a transaction is longer than its operations");
    return new Transaction(account, modSeq, time, operations);
  }

  private static Operation readOperation(RecordReader in, StoredBatches batches)
      throws IOException {
    int kind = in.octet();
    return switch (kind) {
      case CREATE_ACCOUNT -> new Operation.CreateAccount(in.text());
      case CREATE_MAILBOX ->
          new Operation.CreateMailbox(in.mailboxId(), in.name(), in.uidValidity());
      case DELETE_MAILBOX -> new Operation.DeleteMailbox(in.mailboxId());
      case RENAME_MAILBOX -> new Operation.RenameMailbox(in.mailboxId(), in.name());
      case SUBSCRIBE -> new Operation.Subscribe(in.name(), in.octet() != 0);
      case APPEND -> new Operation.Append(in.mailboxId(), in.number(), Batch.read(in));
      case APPEND_STORED -> {
        MailboxId id = in.mailboxId();
        long firstUid = in.number();
        Batch.Stored place = new Batch.Stored(in.number(), in.intNumber(), (int) in.number());
        yield new Operation.Append(id, firstUid, batches.read(place).storedAt(place));
      }
      case STORE_FLAGS ->
          new Operation.StoreFlags(in.mailboxId(), in.uids(), readChange(in), readFlags(in));
      case EXPUNGE -> new Operation.Expunge(in.mailboxId(), in.uids());
      case COPY -> new Operation.Copy(in.mailboxId(), in.uids(), in.mailboxId(), in.number());
      case MOVE_BODIES -> new Operation.MoveBodies(Moves.read(in));
      default -> throw new CorruptException("no operation has the number " + kind);
    };
  }

  private static FlagChange readChange(RecordReader in) throws CorruptException {
    int number = in.octet();
    CorruptException.unless(number < CHANGES.length, "no change of flags has number " + number);
    return CHANGES[number];
  }

  private static Set<Flag> readFlags(RecordReader in) throws CorruptException {
    Set<Flag> flags = new HashSet<>();
    for (int left = in.count(); left > 0; left--) {
      flags.add(in.flag());
    }
    return flags;
  }
}
