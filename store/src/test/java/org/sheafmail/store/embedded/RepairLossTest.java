package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Account;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.MailboxState;

/// Both snapshots have lost a record, and the journal does not reach back: messages are listed
/// nowhere any more. A repair keeps their octets for whoever looks for them, and no client takes
/// what comes later for what it had.
class RepairLossTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(3600);
  private static final int MESSAGES = 8;

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private UidValidity before = new UidValidity(1);

  /// What of a snapshot is damaged.
  private enum Part {
    ACCOUNT,
    CHUNKS
  }

  @BeforeEach
  void fill() throws IOException {
    RepairRun.quiet(true);
    try (EmbeddedStore store = open(NOW)) {
      Account account = store.account("ada");
      for (int number = 0; number < MESSAGES; number++) {
        Mail.append(account, MailboxName.INBOX, text(number));
      }
      before = Mail.view(account, MailboxName.INBOX).uidValidity();
    }
  }

  @AfterEach
  void loud() {
    RepairRun.quiet(false);
  }

  private EmbeddedStore open(Instant now) throws IOException {
    return EmbeddedStore.open(
        disk,
        EmbeddedOptions.forTests(new Random(1)),
        new TestSummarizer(1),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  /// More than a small batch has: it stands in a lane.
  private static byte[] text(int number) {
    return ("Subject: message " + number + "\r\n\r\n" + "x".repeat(10_000))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void damageFirstFrames() throws IOException {
    for (String name : disk.list()) {
      if (name.endsWith(FileNames.JOURNAL)) {
        disk.damage(name, FileHeader.OCTETS, new byte[Frame.HEADER_OCTETS]);
      }
    }
  }

  private void damageSnapshots(Part part) throws IOException {
    OpenFiles files = new OpenFiles(disk);
    SnapshotReader reader = new SnapshotReader(disk, files);
    List<Extent> places = new ArrayList<>();
    for (String name : disk.list()) {
      OptionalLong number = FileNames.number(name, FileNames.SNAPSHOT);
      if (number.isPresent()) {
        for (SnapshotRoot.StoredAccount account : reader.root(number.getAsLong()).accounts()) {
          places.addAll(part == Part.ACCOUNT ? List.of(account.record()) : chunks(reader, account));
        }
      }
    }
    files.close();
    assertThat(places).isNotEmpty();
    for (Extent place : places) {
      disk.damage(FileNames.name(place.file(), FileNames.SNAPSHOT), place.position(), new byte[4]);
    }
  }

  private static List<Extent> chunks(SnapshotReader reader, SnapshotRoot.StoredAccount account)
      throws IOException {
    AccountRecord record =
        reader.read(
            account.record(),
            in -> AccountRecord.read(in, extent -> new SnapshotReader.StoredChunk(reader, extent)));
    List<Extent> places = new ArrayList<>();
    for (MailboxState mailbox : record.state().mailboxes()) {
      for (ChunkHandle chunk : mailbox.chunks()) {
        if (chunk.stored() instanceof SnapshotReader.StoredChunk stored) {
          places.add(stored.extent());
        }
      }
    }
    return places;
  }

  private StoreRepair.Outcome repair() throws IOException {
    return StoreRepair.run(
        disk,
        new Random(1),
        LATER,
        new StoreCheck.Observer() {
          @Override
          public void found(Finding finding) {}

          @Override
          public void progress(long octets, long of) {}
        });
  }

  private boolean isOnDisk(byte[] text) throws IOException {
    String wanted = new String(text, StandardCharsets.ISO_8859_1);
    for (String name : disk.list()) {
      if (new String(disk.contents(name), StandardCharsets.ISO_8859_1).contains(wanted)) {
        return true;
      }
    }
    return false;
  }

  private void assertEverythingIsKept(Part part) throws IOException {
    damageFirstFrames();
    damageSnapshots(part);
    StoreRepair.Outcome outcome = repair();
    assertThat(outcome.keptIntact()).anyMatch(name -> name.contains(FileNames.LANE + ".kept-"));
    try (EmbeddedStore store = open(LATER)) {
      assertThat(Mail.view(store.account("ada"), MailboxName.INBOX).messageCount()).isZero();
      store.compact(0.9, _ -> {});
    }
    for (int number = 0; number < MESSAGES; number++) {
      assertThat(isOnDisk(text(number))).as("message " + number).isTrue();
    }
  }

  @Test
  void octetsOfMessagesInALostListSurviveTheNextCompaction() throws IOException {
    assertEverythingIsKept(Part.CHUNKS);
  }

  @Test
  void octetsOfMessagesOfALostAccountSurviveTheNextCompaction() throws IOException {
    assertEverythingIsKept(Part.ACCOUNT);
  }

  @Test
  void aLostAccountGetsAnotherUidValidity() throws IOException {
    damageFirstFrames();
    damageSnapshots(Part.ACCOUNT);
    assertThat(repair().renewed()).containsExactly("ada");
    assertRenewed();
  }

  @Test
  void aLostListOfMessagesBringsAnotherUidValidity() throws IOException {
    damageFirstFrames();
    damageSnapshots(Part.CHUNKS);
    assertThat(repair().renewed()).containsExactly("ada");
    assertRenewed();
  }

  private void assertRenewed() throws IOException {
    try (EmbeddedStore store = open(LATER)) {
      Account account = store.account("ada");
      Mail.append(account, MailboxName.INBOX, text(100));
      MailboxView inbox = Mail.view(account, MailboxName.INBOX);
      assertThat(inbox.uidValidity().value()).isGreaterThan(before.value());
      assertThat(inbox.uidValidity().value()).isGreaterThanOrEqualTo(LATER.getEpochSecond());
    }
  }

  private void damageLanes(int octet) throws IOException {
    for (String name : disk.list()) {
      if (name.endsWith(FileNames.LANE)) {
        disk.damage(name, FileHeader.OCTETS + octet, new byte[] {1});
      }
    }
  }

  @Test
  void aDamagedMessageAloneBringsNoOtherUidValidity() throws IOException {
    damageLanes(2000);
    StoreRepair.Outcome outcome = repair();
    assertThat(outcome.repaired()).isTrue();
    assertThat(outcome.renewed()).isEmpty();
    assertThat(outcome.keptIntact()).isEmpty();
  }

  @Test
  void anotherRepairInTheSameSecondOverwritesNothingKept() throws IOException {
    damageLanes(2000);
    String first = repair().kept().getFirst();
    byte[] kept = disk.contents(first);
    damageLanes(12_000);
    assertThat(repair().kept()).isNotEmpty().doesNotContain(first);
    assertThat(disk.contents(first)).isEqualTo(kept);
  }
}
