package org.sheafmail.store.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.store.Account;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.disk.FileDisk;
import org.sheafmail.store.disk.SimulatedDisk;

/// Damage to the last frame looks like a write that a power cut has ended, unless it is known that
/// the frame was safe.
class SealTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] SEAL = "SHRN".getBytes(US_ASCII);
  private static final String TEXT = "Subject: the last one\r\n\r\nhello\r\n";

  private SimulatedDisk disk = new SimulatedDisk(1);

  @BeforeEach
  void quiet() {
    RepairRun.quiet(true);
  }

  @AfterEach
  void loud() {
    RepairRun.quiet(false);
  }

  private static EmbeddedStore open(Disk disk, EmbeddedOptions options) throws IOException {
    return EmbeddedStore.open(
        disk, options, new TestSummarizer(1), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private EmbeddedStore open() throws IOException {
    return open(disk, EmbeddedOptions.forTests(new Random(1)));
  }

  /// Adds to what there is; then the process dies.
  private void killAfter(boolean sealed, String... texts) throws IOException {
    SimulatedDisk killed;
    try (EmbeddedStore store = open()) {
      for (String text : texts) {
        append(store, text);
      }
      if (sealed) {
        store.seal();
      }
      killed = disk.afterKill();
    }
    disk = killed;
  }

  private void damageTheLastAtRest() throws IOException {
    killAfter(true, "Subject: the first one\r\n\r\nhello\r\n", TEXT);
    damageText();
  }

  private static void append(EmbeddedStore store, String text) throws IOException {
    Mail.append(store.account("ada"), MailboxName.INBOX, text.getBytes(US_ASCII));
  }

  private void damageText() throws IOException {
    byte[] text = TEXT.getBytes(US_ASCII);
    for (String name : disk.list()) {
      long at = StoreOnDisk.find(disk.contents(name), text);
      if (at >= 0) {
        disk.damage(name, at, (byte) '?');
      }
    }
  }

  @Test
  void aLastFrameThatWasSafeIsNotCutOffWhenItRots() throws IOException {
    damageTheLastAtRest();
    assertThatThrownBy(this::open)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("frame 3, which was safe, is not there");
  }

  @Test
  void aCheckNamesIt() throws IOException {
    damageTheLastAtRest();
    List<String> found = new ArrayList<>();
    StoreCheck.Result result = StoreCheck.run(disk, noting(found));
    assertThat(result.isSound()).isFalse();
    assertThat(found).anyMatch(line -> line.contains("frame 3 is damaged in part"));
  }

  @Test
  void aRepairListsItAsDamaged() throws IOException {
    damageTheLastAtRest();
    StoreRepair.run(disk, new Random(1), NOW.plusSeconds(60), noting(new ArrayList<>()));
    try (EmbeddedStore store = open()) {
      Account account = store.account("ada");
      assertThat(Mail.view(account, MailboxName.INBOX).messageCount()).isEqualTo(2);
    }
  }

  @Test
  void whatAnOpeningFoundIsCalledSafeToo() throws IOException {
    killAfter(false, TEXT);
    killAfter(true);
    damageText();
    assertThatThrownBy(this::open).isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void aFrameThatNobodyCalledSafeEndsTheJournal() throws IOException {
    killAfter(false, TEXT);
    damageText();
    try (EmbeddedStore store = open()) {
      assertThat(Mail.view(store.account("ada"), MailboxName.INBOX).messageCount()).isZero();
    }
  }

  @Test
  @Timeout(120)
  void aStoreAtRestSealsItsJournalByItself(@TempDir Path directory) throws IOException {
    try (EmbeddedStore store = open(FileDisk.open(directory), EmbeddedOptions.defaults())) {
      append(store, TEXT);
      Path journal = directory.resolve(FileNames.journal(1));
      while (StoreOnDisk.find(Files.readAllBytes(journal), SEAL) < 0) {
        Thread.onSpinWait(); // It waits for a second without a change.
      }
    }
  }

  private static StoreCheck.Observer noting(List<String> found) {
    return new StoreCheck.Observer() {
      @Override
      public void found(Finding finding) {
        found.add(finding.toString());
      }

      @Override
      public void progress(long octets, long of) {}
    };
  }
}
