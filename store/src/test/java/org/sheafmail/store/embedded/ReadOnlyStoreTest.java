package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.view;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.disk.ReadOnlyDisk;
import org.sheafmail.store.disk.SimulatedDisk;

class ReadOnlyStoreTest {
  @TempDir Path directory;

  private static ReadOnlyStore read(Disk disk) throws IOException {
    return ReadOnlyStore.open(new ReadOnlyDisk(disk), new TestSummarizer(1));
  }

  private static MailboxView inbox(ReadOnlyStore store) throws IOException {
    return store.account("someone").orElseThrow().view(INBOX).orElseThrow();
  }

  @Test
  void itShowsWhatTheStoreInUseShowsAndWritesNothing() throws IOException {
    try (StoreOnDisk store = new StoreOnDisk()) {
      appendNumbered(store.account(), INBOX, 1, 50);
      store.store().checkpoint();
      Mail.append(store.account(), INBOX, Mail.octets(1, 100_000), Mail.message(51));
      store.account().create(new MailboxName(List.of("Work")));
      long operations = store.disk().operations();
      try (ReadOnlyStore read = read(store.disk())) {
        assertThat(read.accounts()).containsExactly("someone");
        assertThat(read.account("someone").orElseThrow().mailboxes())
            .isEqualTo(store.account().mailboxes());
        assertThat(AccountState.mailbox(inbox(read)))
            .isEqualTo(AccountState.mailbox(view(store.account(), INBOX)));
        assertThat(read.account("nobody")).isEmpty();
      }
      assertThat(store.disk().operations()).isEqualTo(operations);
    }
  }

  @Test
  void aFrameCutShortAtTheEndIsNobodys() throws IOException {
    try (StoreOnDisk store = new StoreOnDisk()) {
      appendNumbered(store.account(), INBOX, 1, 5);
      SimulatedDisk disk = store.disk();
      String journal = store.files(FileHeader.Kind.JOURNAL).get(1);
      store.damage(journal, StoreOnDisk.find(disk.contents(journal), Mail.message(5)));
      long operations = disk.operations();
      try (ReadOnlyStore read = read(disk)) {
        assertThat(inbox(read).messageCount()).isZero();
      }
      assertThat(disk.operations()).isEqualTo(operations);
    }
  }

  /// Writers append batches of ten while others open the store again and again: what they see has
  /// whole batches only, all of those that were acknowledged before, and never looks damaged.
  @Test
  void aStoreInUseIsSeenAsItWasAtOneMoment() throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    try (EmbeddedStore store =
            EmbeddedStore.open(
                FileDisk.open(directory), options(), new TestSummarizer(1), Clock.systemUTC());
        ExecutorService threads = Executors.newCachedThreadPool()) {
      appendNumbered(store.account("someone"), INBOX, 1, 10);
      acknowledged.addAndGet(10);
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        writers.add(threads.submit(writing(store, acknowledged)));
      }
      Future<?> reader = threads.submit(reading(acknowledged, done));
      for (Future<?> writer : writers) {
        writer.get();
      }
      done.set(true);
      reader.get();
    }
  }

  /// Journal files of 32 KiB, so that reading meets many ends of them.
  private static EmbeddedOptions options() {
    return SmallFiles.inBackground(new Random(1));
  }

  private static Callable<Void> writing(EmbeddedStore store, AtomicInteger acknowledged) {
    return () -> {
      for (int i = 0; i < 60; i++) {
        appendNumbered(store.account("someone"), INBOX, 1, 10);
        acknowledged.addAndGet(10);
      }
      return null;
    };
  }

  private Callable<Void> reading(AtomicInteger acknowledged, AtomicBoolean done) {
    return () -> {
      while (!done.get()) {
        int before = acknowledged.get();
        try (ReadOnlyStore read =
            ReadOnlyStore.open(FileDisk.openForReading(directory), new TestSummarizer(1))) {
          MailboxView view = inbox(read);
          assertThat(view.messageCount()).isGreaterThanOrEqualTo(before);
          assertThat(view.messageCount() % 10).isZero();
          int last = view.messageCount() - 1;
          assertThat(Mail.body(view, last)).isEqualTo(Mail.message(10));
        }
      }
      return null;
    };
  }
}
