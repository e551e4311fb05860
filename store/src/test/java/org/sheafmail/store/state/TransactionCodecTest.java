package org.sheafmail.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxId;

class TransactionCodecTest {
  private static final MailboxId ONE = new MailboxId(1);
  private static final MailboxId TWO = new MailboxId(2);
  private static final UidSet SOME =
      new UidSet(List.of(new UidSet.Range(3, 3), new UidSet.Range(7, 4_000_000_000L)));

  private static Batch batch() {
    BatchBuilder messages = new BatchBuilder();
    OffsetDateTime date = OffsetDateTime.parse("1994-02-07T21:52:25-08:00");
    messages.add(Set.of(Flag.SEEN, new Flag("Work")), date, 4096, 1L << 62 | 77, 0xDEAD_BEEF);
    messages.add(Set.of(), date.plusYears(1), 1, 1L << 62 | 99, 1);
    return messages.build();
  }

  private static Transaction everyOperation() {
    return new Transaction(
        5,
        1L << 40,
        1_700_000_000_000_000L,
        List.of(
            new Operation.CreateAccount("someone@example.org"),
            new Operation.CreateMailbox(
                TWO, new MailboxName(List.of("Ä", "b")), new UidValidity(9)),
            new Operation.RenameMailbox(TWO, new MailboxName(List.of("c"))),
            new Operation.Subscribe(new MailboxName(List.of("c")), true),
            new Operation.StoreFlags(ONE, SOME, FlagChange.REPLACE, Set.of(Flag.SEEN, Flag.DRAFT)),
            new Operation.Expunge(ONE, SOME),
            new Operation.Copy(ONE, SOME, TWO, 17),
            new Operation.MoveBodies(
                new Moves(
                    List.of(new Moves.Run(7, 1L << 62, 3), new Moves.Run(10, 1L << 62 | 9, 1)))),
            new Operation.MoveBodies(Moves.NONE),
            new Operation.DeleteMailbox(TWO)));
  }

  private static Transaction read(ByteBuffer octets) throws IOException {
    return TransactionCodec.read(octets, _ -> batch());
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Transaction transaction = everyOperation();

    assertThat(read(TransactionCodec.write(transaction))).isEqualTo(transaction);
  }

  @Test
  void aBatchStandsInTheOperationOrWhereItSays() throws IOException {
    Batch.Stored place = new Batch.Stored(1L << 62 | 5, 300, -7);
    for (Batch batch : List.of(batch(), batch().storedAt(place))) {
      Transaction transaction =
          new Transaction(1, 2, 3, List.of(new Operation.Append(ONE, 8, batch)));

      Operation read = read(TransactionCodec.write(transaction)).operations().getFirst();

      Batch found = ((Operation.Append) read).batch();
      assertThat(found.stored()).isEqualTo(batch.stored());
      Chunk chunk = found.chunks().getFirst();
      assertThat(found.flags().flags(chunk.flags().get(0)))
          .containsExactlyInAnyOrder(Flag.SEEN, new Flag("Work"));
      assertThat(chunk.dateOffset().get(0)).isEqualTo(-8 * 3600);
      assertThat(chunk.size().toArray()).containsExactly(4096, 1);
      assertThat(chunk.checksum().get(0)).isEqualTo(0xDEAD_BEEFL);
    }
  }

  @Test
  void aRecordCutShortAnywhereIsRefused() {
    ByteBuffer octets = TransactionCodec.write(everyOperation());
    for (int length = 0; length < octets.limit(); length++) {
      ByteBuffer cut = octets.slice(0, length);
      assertThatThrownBy(() -> read(cut))
          .as("cut to " + length)
          .isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void octetsThatAreNoRecordNeverDoWorseThanBeRefused() {
    Random random = new Random(1);
    ByteBuffer octets = TransactionCodec.write(everyOperation());
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = new byte[octets.limit()];
      octets.get(0, changed);
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      try {
        read(ByteBuffer.wrap(changed));
      } catch (IOException e) {
        assertThat(e).isInstanceOf(CorruptException.class);
      }
    }
  }
}
