package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.append;
import static org.sheafmail.store.contract.Mail.octets;
import static org.sheafmail.store.contract.Mail.view;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.contract.AccountState;

class CompactionTest {
  private StoreOnDisk store;

  @BeforeEach
  void openStore() throws IOException {
    store = new StoreOnDisk();
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  /// Fills the inbox.
  ///
  /// @param only messages whose number is a multiple of this
  private static void fill(Account account, int batches, int size, int only) throws IOException {
    for (int batch = 0; batch < batches; batch++) {
      List<byte[]> messages = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        int number = batch * 10 + i;
        if (number % only == 0) {
          messages.add(octets(number, size));
        }
      }
      append(account, INBOX, messages, Set.of());
    }
  }

  private static void expunge(Account account, UidSet uids) throws IOException {
    MailboxId inbox = view(account, INBOX).id();
    account.storeFlags(inbox, uids, FlagChange.ADD, Set.of(Flag.DELETED));
    account.expunge(inbox, uids);
  }

  private CompactionFigures compact() throws IOException {
    return store.store().compact(0.5, _ -> {});
  }

  @ParameterizedTest(name = "messages of {0} octets")
  @CsvSource({"500", "5000"})
  void ofAStoreWithNineTenthsExpungedLittleIsLeft(int size) throws IOException {
    fill(store.account(), 100, size, 1);
    for (int first = 1; first < 1000; first += 10) {
      expunge(store.account(), UidSet.range(first + 1, first + 9));
    }
    AccountState before = AccountState.of(store.account());
    store.reopen();

    compact();

    assertThat(AccountState.of(store.account())).isEqualTo(before);
    store.reopen();
    assertThat(AccountState.of(store.account())).isEqualTo(before);
    try (StoreOnDisk fresh = new StoreOnDisk()) {
      fill(fresh.account(), 100, size, 10);
      fresh.reopen();
      assertThat((double) store.disk().used()).isLessThan(1.3 * fresh.disk().used());
    }
  }

  /// Leaves a store whose journal no longer begins with its first frame.
  private void fillAndTrim() throws IOException {
    fill(store.account(), 20, 500, 1);
    expunge(store.account(), UidSet.range(2, 200));
    store.reopen();
    compact();
    assertThat(store.files(FileHeader.Kind.JOURNAL)).doesNotContain(FileNames.journal(1));
  }

  @Test
  void whenTheNewestSnapshotRotsTheOneBeforeTellsTheSame() throws IOException {
    fillAndTrim();
    AccountState before = AccountState.of(store.account());
    store.store().close();
    String newest = store.files(FileHeader.Kind.SNAPSHOT).getLast();
    store.damage(newest, store.disk().contents(newest).length - 1);
    store.reopen();

    assertThat(AccountState.of(store.account())).isEqualTo(before);
  }

  @Test
  void whatOnlyASnapshotKnewIsMissed() throws IOException {
    fillAndTrim();
    store.store().close();
    for (String snapshot : store.files(FileHeader.Kind.SNAPSHOT)) {
      store.disk().delete(snapshot);
    }

    assertThatThrownBy(store::reopen)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("snapshot");
  }

  @Test
  void aStoreWithoutAnyJournalIsNotTakenForANewOne() throws IOException {
    fillAndTrim();
    store.store().close();
    for (FileHeader.Kind kind : List.of(FileHeader.Kind.SNAPSHOT, FileHeader.Kind.JOURNAL)) {
      for (String file : store.files(kind)) {
        store.disk().delete(file);
      }
    }

    assertThat(store.files(FileHeader.Kind.LANE)).isNotEmpty();
    assertThatThrownBy(store::reopen)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("no journal");
  }
}
