package org.sheafmail.store.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.protocol.MailboxName.INBOX;
import static org.sheafmail.store.contract.Mail.appendNumbered;
import static org.sheafmail.store.contract.Mail.view;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.AccountState;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.MailboxState;

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

  /// Two generations of snapshots, of which the last tells of mail that came after the other, and a
  /// journal that is trimmed: nothing but the snapshots knows what came first.
  private AccountState fillAndTrim() throws IOException {
    MailboxName work = new MailboxName(List.of("Work"));
    fill();
    store.account().expunge(view(store.account(), work).id(), UidSet.range(1, 11));
    store.account().expunge(view(store.account(), INBOX).id(), UidSet.range(1, 45));
    store.store().compact(0.9, _ -> {});
    appendNumbered(store.account(), work, 100, 120);
    AccountState state = state();
    store.store().close();
    assertThat(snapshots()).hasSizeGreaterThan(1);
    return state;
  }

  /// Everything the last snapshot refers to: chunks, the record of the account.
  private List<Extent> partsOfTheLast() throws IOException {
    OpenFiles files = new OpenFiles(store.disk());
    SnapshotReader reader = new SnapshotReader(store.disk(), files);
    long last = FileNames.number(snapshots().getLast(), FileNames.SNAPSHOT).orElseThrow();
    List<Extent> parts = new ArrayList<>();
    for (SnapshotRoot.StoredAccount account : reader.root(last).accounts()) {
      parts.add(account.record());
      AccountRecord record =
          reader.read(
              account.record(),
              in ->
                  AccountRecord.read(in, extent -> new SnapshotReader.StoredChunk(reader, extent)));
      for (MailboxState mailbox : record.state().mailboxes()) {
        for (ChunkHandle chunk : mailbox.chunks()) {
          parts.add(((SnapshotReader.StoredChunk) requireNonNull(chunk.stored())).extent());
        }
      }
    }
    files.close();
    assertThat(parts).hasSizeGreaterThan(2);
    return parts;
  }

  private void damage(Extent part) throws IOException {
    store.damage(FileNames.name(part.file(), FileNames.SNAPSHOT), part.position());
  }

  private static final class Heard extends Handler implements AutoCloseable {
    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger(Recovery.class.getName());

    Heard() {
      logger.addHandler(this);
      logger.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {
      // There is nothing to be written.
    }

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }

  @Test
  void aSnapshotDamagedAnywhereLeavesTheOneBefore() throws IOException {
    AccountState before = fillAndTrim();
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : store.disk().list()) {
      files.put(name, store.disk().contents(name));
    }
    String last = snapshots().getLast();
    for (Extent part : partsOfTheLast()) {
      putBack(files);
      damage(part);
      try (Heard heard = new Heard()) {
        store.reopen();
        assertThat(state()).as(part.toString()).isEqualTo(before);
        assertThat(heard.lines)
            .anySatisfy(line ->
                assertThat(line)
                    .contains(".snapshot is damaged at octet " + part.position())
                    .contains("account someone"))
            .anySatisfy(line -> assertThat(line).contains("nothing is lost by that"));
      }
      assertThat(snapshots()).doesNotContain(last);
      store.store().close();
    }
  }

  private void putBack(Map<String, byte[]> files) throws IOException {
    for (String name : store.disk().list()) {
      store.disk().delete(name);
    }
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      try (DiskFile file = store.disk().create(entry.getKey())) {
        file.write(0, ByteBuffer.wrap(entry.getValue()));
        file.sync();
      }
    }
  }

  @Test
  void aDamagedSnapshotAloneIsMadeUpForByTheWholeJournal() throws IOException {
    fill();
    AccountState before = state();
    store.store().close();
    for (String snapshot : snapshots()) {
      store.damage(snapshot, FileHeader.OCTETS + 40);
    }
    store.reopen();

    assertThat(state()).isEqualTo(before);
  }

  @Test
  void whatNoSnapshotKnowsIsRefusedByTheNameOfTheFileAndTheRestIsShown() throws IOException {
    fillAndTrim();
    store.reopen();
    appendNumbered(store.store().account("other"), INBOX, 1, 5);
    store.store().close();
    for (String snapshot : snapshots()) {
      store.damage(snapshot, FileHeader.OCTETS + 40);
    }
    try (Heard heard = new Heard()) {
      store.reopen();
      assertThat(heard.lines)
          .anySatisfy(line -> assertThat(line).contains(".snapshot").contains("check --repair"));
    }

    assertThat(view(store.store().account("other"), INBOX).messageCount()).isEqualTo(5);
    assertThatThrownBy(() -> view(store.account(), INBOX))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining(".snapshot");
  }

  /// Frames that the last snapshot knew, and that the one before does not, are gone.
  @Test
  void theSnapshotBeforeIsNotUsedWhenTheJournalHasBecomeShorter() throws IOException {
    fillAndTrim();
    damage(partsOfTheLast().getLast());
    OpenFiles files = new OpenFiles(store.disk());
    SnapshotReader reader = new SnapshotReader(store.disk(), files);
    JournalPosition before =
        new Snapshots(store.disk(), files, reader).candidates().getLast().root().position();
    files.close();
    String journal = FileNames.journal(before.file());
    assertThat(store.files(FileHeader.Kind.JOURNAL)).last().isEqualTo(journal);
    try (DiskFile file = store.disk().open(journal)) {
      file.truncate(before.position());
      file.sync();
    }

    assertThatThrownBy(store::reopen)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining(journal + " ends at " + before.position() + ", but was safe up to");
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
