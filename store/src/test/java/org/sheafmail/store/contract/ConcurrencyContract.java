package org.sheafmail.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.store.contract.Mail.add;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.assertBodies;
import static org.sheafmail.store.contract.Mail.begin;
import static org.sheafmail.store.contract.Mail.channelThenRunning;
import static org.sheafmail.store.contract.Mail.message;
import static org.sheafmail.store.contract.Mail.octets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;

/// What a store promises when many use a mailbox at once.
abstract class ConcurrencyContract extends StoreContract {
  /// Platform threads: a reader here looks again and again without ever blocking, and would keep a
  /// virtual thread's carrier from all others.
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.close();
  }

  private <T> T elsewhere(Callable<T> work) throws IOException {
    return await(threads.submit(work));
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aSenderInTheMiddleOfABodyHoldsUpNobody() throws IOException {
    MailboxId inbox = view(INBOX).id();
    appendNumbered(account, INBOX, 1, 2);
    byte[] slow = octets(1, 1000);
    byte[] large = octets(2, 3_000_000);

    try (AppendTransaction append = begin(account, INBOX)) {
      append.add(
          Set.of(),
          Mail.DATE,
          channelThenRunning(
              slow,
              () -> {
                elsewhere(() -> append(account, INBOX, message(3)));
                elsewhere(() -> append(account, INBOX, large));
                elsewhere(() ->
                    account.storeFlags(inbox, UidSet.of(1), FlagChange.ADD, Set.of(Flag.DELETED)));
                elsewhere(() -> account.expunge(inbox, UidSet.of(1)));
                elsewhere(() -> account.copy(inbox, UidSet.of(2), INBOX));
                elsewhere(() -> account.create(WORK));
              }),
          slow.length);
      append.commit();
    }

    assertBodies(view(INBOX), message(2), message(3), large, message(2), slow);
  }

  @Test
  void aSenderInTheMiddleOfALargeBatchHoldsUpNobody() throws IOException {
    byte[] large = octets(1, 3_000_000);
    byte[] slow = octets(2, 1000);

    try (AppendTransaction append = begin(account, INBOX)) {
      add(append, large);
      append.add(
          Set.of(),
          Mail.DATE,
          channelThenRunning(
              slow, () -> elsewhere(() -> append(account, INBOX, message(1), large))),
          slow.length);
      append.commit();
    }

    assertBodies(view(INBOX), message(1), large, large, slow);
  }

  @Test
  void nobodyEverSeesPartOfABatch() throws IOException {
    int size = 7;
    int batches = 40;
    AtomicBoolean done = new AtomicBoolean();
    List<Future<Boolean>> readers = new ArrayList<>();
    for (int reader = 0; reader < 3; reader++) {
      readers.add(threads.submit(() -> watchForParts(done, size)));
    }
    List<Future<Boolean>> writers = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      int from = writer * 1000;
      writers.add(
          threads.submit(() -> {
            for (int i = 0; i < batches; i++) {
              appendNumbered(account, INBOX, from + 1, from + size);
            }
            return true;
          }));
    }
    for (Future<Boolean> writer : writers) {
      await(writer);
    }
    done.set(true);

    for (Future<Boolean> reader : readers) {
      assertThat(await(reader)).isTrue();
    }
    assertThat(view(INBOX).messageCount()).isEqualTo(4 * batches * size);
  }

  /// True if every view ever seen held whole batches only, each the messages of one writer.
  private boolean watchForParts(AtomicBoolean done, int size) throws IOException {
    boolean last;
    do {
      last = done.get();
      MailboxView view = view(INBOX);
      int count = view.messageCount();
      if (count % size != 0 || view.uidNext() != count + 1) {
        return false;
      }
      for (int i = Math.max(0, count - size); i < count; i++) {
        if (view.modSeq(i) != view.highestModSeq()) {
          return false;
        }
      }
    } while (!last);
    return true;
  }

  @Test
  void batchesOfManyWritersLieSideBySideWhole() throws IOException {
    List<Future<Appended>> writers = new ArrayList<>();
    for (int writer = 0; writer < 16; writer++) {
      int from = writer * 10;
      writers.add(threads.submit(() -> appendNumbered(account, INBOX, from + 1, from + 10)));
    }
    List<Appended> batches = new ArrayList<>();
    for (Future<Appended> writer : writers) {
      batches.add(await(writer));
    }

    MailboxView view = view(INBOX);
    assertThat(view.messageCount()).isEqualTo(160);
    for (int writer = 0; writer < 16; writer++) {
      UidSet.Range uids = batches.get(writer).uids().ranges().getFirst();
      for (int i = 0; i < 10; i++) {
        assertThat(Mail.body(view, view.indexOf(uids.first() + i)))
            .isEqualTo(message(writer * 10 + i + 1));
      }
    }
  }

  @Test
  void everyoneHearsChangesInTheOrderTheyWereMade() throws IOException {
    MailboxId inbox = view(INBOX).id();
    List<Long> heard = Collections.synchronizedList(new ArrayList<>());
    try (var _ = account.watch(inbox, () -> heard.add(highestModSeq(inbox)))) {
      List<Future<Appended>> writers = new ArrayList<>();
      for (int writer = 0; writer < 50; writer++) {
        int number = writer;
        writers.add(threads.submit(() -> append(account, INBOX, message(number))));
      }
      for (Future<Appended> writer : writers) {
        await(writer);
      }
    }

    assertThat(heard).hasSize(50).isSorted();
    assertThat(heard.getLast()).isEqualTo(view(INBOX).highestModSeq());
  }

  private long highestModSeq(MailboxId id) {
    try {
      return account.view(id).orElseThrow().highestModSeq();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aMessageMovedBackAndForthIsAlwaysInOneMailbox() throws IOException {
    MailboxId work = create(WORK);
    MailboxId inbox = view(INBOX).id();
    append(account, INBOX, message(1));
    AtomicBoolean done = new AtomicBoolean();
    Future<Boolean> mover =
        threads.submit(() -> {
          for (int i = 0; i < 100; i++) {
            account.move(inbox, UidSet.range(1, Uid.MAX), WORK);
            account.move(work, UidSet.range(1, Uid.MAX), INBOX);
          }
          done.set(true);
          return true;
        });
    // Read in the order of the move: a message seen in neither would have been lost for a while.
    boolean lost = false;
    while (!done.get()) {
      long before = view(INBOX).highestModSeq();
      int there = view(INBOX).messageCount() + view(WORK).messageCount();
      boolean still = view(INBOX).highestModSeq() == before;
      lost |= still && there != 1;
    }

    assertThat(await(mover)).isTrue();
    assertThat(lost).isFalse();
    assertBodies(view(INBOX), message(1));
  }

  @Test
  void flagsChangedByManyAtOnceAreAllKept() throws IOException {
    MailboxId inbox = view(INBOX).id();
    appendNumbered(account, INBOX, 1, 3);
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Flag own = new Flag("k" + i);
      writers.add(
          threads.submit(
              () -> account.storeFlags(inbox, UidSet.range(1, 3), FlagChange.ADD, Set.of(own))));
    }
    for (Future<?> writer : writers) {
      await(writer);
    }

    for (int i = 0; i < 3; i++) {
      assertThat(view(INBOX).flags(i)).hasSize(30);
    }
  }
}
