package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.view;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.disk.SimulatedDisk;

class SnapshotTest {
  private StoreOnDisk store;

  @BeforeEach
  void openStore() throws IOException {
    store = new StoreOnDisk();
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  private AccountState state() throws IOException {
    return AccountState.of(store.account());
  }

  /// Mail, flags, a second mailbox and a subscription, with a snapshot in the midst of it.
  private void fill() throws IOException {
    appendNumbered(store.account(), INBOX, 1, 50);
    store.store().checkpoint();
    store.account().create(new MailboxName(List.of("Work")));
    store.account().subscribe(new MailboxName(List.of("Work")), true);
    store
        .account()
        .storeFlags(
            view(store.account(), INBOX).id(),
            UidSet.range(10, 20),
            FlagChange.ADD,
            Set.of(Flag.SEEN, new Flag("Label")));
    store
        .account()
        .copy(
            view(store.account(), INBOX).id(),
            UidSet.range(5, 15),
            new MailboxName(List.of("Work")));
  }

  private List<String> snapshots() throws IOException {
    return store.files(FileHeader.Kind.SNAPSHOT);
  }

  @Test
  void withoutAnySnapshotTheJournalTellsTheSame() throws IOException {
    fill();
    AccountState before = state();
    store.store().close();
    for (String snapshot : snapshots()) {
      store.disk().delete(snapshot);
    }
    store.reopen();

    assertThat(state()).isEqualTo(before);
  }

  @Test
  void aDamagedSnapshotLeavesTheOneBefore() throws IOException {
    fill();
    AccountState before = state();
    store.store().close();
    String last = snapshots().getLast();
    store.damage(last, store.disk().contents(last).length - 1);
    assertThat(snapshots()).hasSizeGreaterThan(1);
    store.reopen();

    assertThat(state()).isEqualTo(before);
  }

  @Test
  void aDamagedChunkIsNeverShown() throws IOException {
    fill();
    store.store().close();
    for (String snapshot : snapshots()) {
      store.damage(snapshot, FileHeader.OCTETS + 40);
    }
    store.reopen();

    assertThatThrownBy(() -> view(store.account(), INBOX))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining(".snapshot");
  }

  @Test
  void onlyWhatChangedIsWritten() throws IOException {
    appendNumbered(store.account(), INBOX, 1, 3000);
    store.store().checkpoint();
    int all = store.disk().contents(snapshots().getLast()).length;
    MailboxName work = new MailboxName(List.of("Work"));
    store.account().create(work);
    appendNumbered(store.account(), work, 1, 1);
    store.store().checkpoint();

    assertThat(store.disk().contents(snapshots().getLast()).length).isLessThan(all / 4);
  }

  @Test
  void snapshotsThatAreNotNeededGo() throws IOException {
    for (int i = 0; i < 60; i++) {
      appendNumbered(store.account(), INBOX, i, i);
      store.store().checkpoint();
    }

    assertThat(snapshots()).hasSizeLessThan(25);
    AccountState before = state();
    store.reopen();
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void snapshotsStayWhileSomebodyReadsTheStore() throws IOException {
    try (SimulatedDisk.Reading _ = store.disk().read()) {
      for (int i = 0; i < 10; i++) {
        appendNumbered(store.account(), INBOX, i, i);
        store.store().checkpoint();
      }
      assertThat(snapshots()).hasSize(10);
    }
    appendNumbered(store.account(), INBOX, 11, 11);
    store.store().checkpoint();
    assertThat(snapshots()).hasSizeLessThan(10);
  }

  @Test
  void whatNobodyUsesLeavesMemoryAndIsReadAgain() throws IOException {
    fill();
    AccountState before = state();
    MailboxView kept = view(store.account(), INBOX);
    store.store().checkpoint();
    store.store().releaseIdle();
    store.store().releaseIdle();

    assertThat(state()).isEqualTo(before);
    assertThat(kept.messageCount()).isEqualTo(50);
  }

  @Test
  void anOpeningDoesNotReadTheJournalBeforeTheSnapshot() throws IOException {
    fill();
    AccountState before = state();
    store.store().close();
    String first = store.files(FileHeader.Kind.JOURNAL).getFirst();
    store.damage(first, FileHeader.OCTETS + 5);
    store.reopen();

    assertThat(state().mailboxes().keySet()).isEqualTo(before.mailboxes().keySet());
  }

  @Test
  void whoWasToldOfRecentMessagesIsRemembered() throws IOException {
    appendNumbered(store.account(), INBOX, 1, 5);
    assertThat(store.account().claimRecent(view(store.account(), INBOX).id())).isEqualTo(1);
    store.reopen();

    assertThat(store.account().firstRecent(view(store.account(), INBOX).id())).isEqualTo(6);
  }
}
