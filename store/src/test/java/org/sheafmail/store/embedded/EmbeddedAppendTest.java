package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.add;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.begin;
import static org.sheafmail.store.contract.Mail.octets;
import static org.sheafmail.store.contract.Mail.view;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.Admission;
import org.sheafmail.store.AppendTransaction;
import org.sheafmail.store.Appended;
import org.sheafmail.store.ChangeOutcome;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;
import org.sheafmail.store.disk.SimulatedDisk;

/// Where batches go on the disk, and what they cost there.
class EmbeddedAppendTest {
  private StoreOnDisk store;

  @BeforeEach
  void openStore() throws IOException {
    store = new StoreOnDisk();
    appendNumbered(store.account(), INBOX, 1, 1);
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  private long syncs() {
    return store.store().counters().syncs();
  }

  @Test
  void aSmallBatchTakesOneWriteAndOneSync() throws IOException {
    long before = syncs();
    int operations = (int) store.disk().operations();
    appendNumbered(store.account(), INBOX, 2, 40);

    assertThat(syncs() - before).isEqualTo(1);
    assertThat(store.disk().trace().subList(operations, (int) store.disk().operations()))
        .extracting(SimulatedDisk.Operation::kind)
        .containsExactly(SimulatedDisk.Kind.WRITE, SimulatedDisk.Kind.SYNC);
  }

  @Test
  void aLargeBatchTakesTwoSyncsWhateverItsSize() throws IOException {
    append(store.account(), INBOX, octets(1, 20_000)); // The lane is made.
    for (int size : List.of(10_000, 100_000, 120_000)) {
      long before = syncs();
      append(store.account(), INBOX, octets(2, size), octets(3, 100));
      assertThat(syncs() - before).as("for %d octets", size).isEqualTo(2);
    }
  }

  @Test
  void aLargeBatchTakesNextToNothingOfTheJournal() throws IOException {
    append(store.account(), INBOX, octets(1, 20_000));
    int operations = (int) store.disk().operations();
    appendNumbered(store.account(), INBOX, 1, 5000);

    assertThat(store.disk().trace().subList(operations, (int) store.disk().operations()))
        .filteredOn(operation -> operation.kind() == SimulatedDisk.Kind.WRITE)
        .filteredOn(operation -> operation.file().endsWith(FileNames.JOURNAL))
        .extracting(SimulatedDisk.Operation::length)
        .containsExactly(512L);
  }

  @Test
  void aBatchThatIsClosedWithoutCommitLeavesNothingInItsLane() throws IOException {
    append(store.account(), INBOX, octets(1, 20_000));
    String lane = store.files(FileHeader.Kind.LANE).getFirst();
    int before = store.disk().contents(lane).length;
    try (AppendTransaction append = begin(store.account(), INBOX)) {
      add(append, octets(2, 600_000));
    }

    assertThat(store.disk().contents(lane)).hasSize(before);
  }

  @Test
  void aLaneWhoseSyncFailsLeavesTheOutcomeUnknownAndTheStorePoisoned() throws IOException {
    append(store.account(), INBOX, octets(1, 20_000));
    try (AppendTransaction append = begin(store.account(), INBOX)) {
      add(append, octets(2, 10_000));
      long write = store.disk().operations() + 1;
      store.disk().failOperation(write + 1);
      assertThat(append.commit()).isInstanceOf(OutcomeUnknown.class);
    }

    assertThat(store.store().counters().poisoned()).isTrue();
    assertThat(store.account().beginAppend(INBOX)).isInstanceOf(OutcomeUnknown.class);
    assertThat(view(store.account(), INBOX).messageCount()).isEqualTo(2);
    assertThatThrownBy(() -> store.store().account("another")).isInstanceOf(IOException.class);
  }

  @Test
  void aFullDiskRefusesMailButNotExpunge() throws IOException {
    var id = view(store.account(), INBOX).id();
    store.disk().limitTo(store.disk().used());
    for (int size : List.of(100, 100_000)) {
      try (AppendTransaction append = begin(store.account(), INBOX)) {
        assertThat(append.admit(size)).isInstanceOf(StoreFull.class);
      }
    }
    fillJournal();
    UidSet one = UidSet.range(1, 1);

    assertThat(store.account().storeFlags(id, one, FlagChange.ADD, Set.of(Flag.DELETED)))
        .isInstanceOf(ChangeOutcome.Changed.class);
    assertThat(store.account().expunge(id, one)).isInstanceOf(ChangeOutcome.Changed.class);
  }

  /// Appends without asking first until there is no more room.
  private void fillJournal() throws IOException {
    while (true) {
      try (AppendTransaction append = begin(store.account(), INBOX)) {
        add(append, octets(5, 2000));
        if (append.commit() instanceof StoreFull) {
          return;
        }
      }
    }
  }

  @Test
  void aBatchThatRunsIntoAFullDiskIsTakenToItsEndAndRefused() throws IOException {
    append(store.account(), INBOX, octets(1, 20_000));
    try (AppendTransaction append = begin(store.account(), INBOX)) {
      assertThat(append.admit(1_000_000)).isInstanceOf(Admission.Admitted.class);
      store.disk().limitTo(store.disk().used() + 300_000);
      add(append, octets(2, 1_000_000));
      assertThat(append.admit(1)).isInstanceOf(StoreFull.class);
      add(append, octets(3, 1_000));
      assertThat(append.commit()).isInstanceOf(StoreFull.class);
    }
    store.disk().limitTo(Long.MAX_VALUE);

    assertThat(append(store.account(), INBOX, octets(4, 1_000_000))).isInstanceOf(Appended.class);
    assertThat(view(store.account(), INBOX).messageCount()).isEqualTo(3);
  }
}
