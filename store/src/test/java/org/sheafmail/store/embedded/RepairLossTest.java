package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.store.Account;
import org.sheafmail.store.Account.FlagChange;
import org.sheafmail.store.MailboxId;
import org.sheafmail.store.MailboxView;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.DiskFullException;
import org.sheafmail.store.disk.SimulatedDisk;

/// All snapshots have lost a record, and the journal does not reach back. A repair lists again what
/// frames and lanes still tell of, keeps the octets of what is listed nowhere any more, and no
/// client takes what comes later for what it had.
class RepairLossTest extends RepairLossFixture {
  private void assertEverythingIsKept(Part part) throws IOException {
    damageJournal();
    damageLabels();
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
  void keptCopiesSurviveAPowerCutAfterTheRepair() throws IOException {
    damageJournal();
    damageLabels();
    damageSnapshots(Part.ACCOUNT);
    Map<String, byte[]> originals = new TreeMap<>();
    for (String name : disk.list()) {
      originals.put(name, disk.contents(name));
    }
    StoreRepair.Outcome outcome = repair();
    assertThat(outcome.keptIntact()).isNotEmpty();
    for (int seed = 0; seed < 8; seed++) {
      SimulatedDisk found = disk.afterPowerCut(new Random(seed));
      for (String kept : outcome.keptIntact()) {
        String original = kept.substring(0, kept.indexOf(".kept-"));
        assertThat(found.contents(kept)).as(kept).isEqualTo(originals.get(original));
      }
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

  /// UIDs, flags and octets of all messages in a mailbox.
  private static List<String> messages(MailboxView view) throws IOException {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < view.messageCount(); i++) {
      messages.add(
          view.uid(i)
              + " "
              + new TreeSet<>(names(view.flags(i)))
              + " "
              + inShort(Mail.body(view, i)));
    }
    return messages;
  }

  /// The subject and the checksum of a message.
  private static String inShort(byte[] octets) {
    String text = new String(octets, StandardCharsets.US_ASCII);
    return text.lines().findFirst().orElse("") + " " + Checksum.of(ByteBuffer.wrap(octets));
  }

  private static List<String> names(Set<Flag> flags) {
    return flags.stream().map(Flag::name).toList();
  }

  /// Flags, an expunge and a second mailbox; another snapshot has all of it.
  private List<String> change() throws IOException {
    try (EmbeddedStore store = open(NOW)) {
      Account account = store.account("ada");
      MailboxView inbox = Mail.view(account, MailboxName.INBOX);
      account.storeFlags(
          inbox.id(), UidSet.range(1, 3), FlagChange.ADD, Set.of(Flag.SEEN, new Flag("Label")));
      account.storeFlags(inbox.id(), UidSet.range(2, 2), FlagChange.ADD, Set.of(Flag.DELETED));
      account.expunge(inbox.id(), UidSet.range(2, 2));
      account.create(WORK);
      account.copy(inbox.id(), UidSet.range(3, 5), WORK);
      Mail.append(account, MailboxName.INBOX, text(50));
      return messages(Mail.view(account, MailboxName.INBOX));
    }
  }

  private void assertListedAgain(Part part) throws IOException {
    List<String> before = change();
    assertThat(before).hasSize(MESSAGES);
    damageFirstFrame();
    damageSnapshots(part);
    StoreRepair.Outcome outcome = repair();
    assertThat(outcome.recovered()).isEmpty();
    try (EmbeddedStore store = open(LATER)) {
      Account account = store.account("ada");
      assertThat(messages(Mail.view(account, MailboxName.INBOX))).isEqualTo(before);
      assertThat(Mail.view(account, WORK).messageCount()).isEqualTo(3);
    }
  }

  @Test
  void aLostListIsMadeAgainFromTheFramesBeforeTheSnapshot() throws IOException {
    assertListedAgain(Part.CHUNKS);
  }

  @Test
  void aLostAccountIsMadeAgainFromTheFramesBeforeTheSnapshot() throws IOException {
    assertListedAgain(Part.ACCOUNT);
  }

  /// What the frames before an earlier snapshot told is known to that alone.
  @Test
  void anEarlierSnapshotTellsOfWhatTheLastHasLost() throws IOException {
    damageJournal();
    try (EmbeddedStore store = open(NOW)) {
      store.checkpoint();
    }
    List<String> before = change();
    // Two damages: a record of the last snapshot, and a frame that leads there from the other.
    disk.damage(lastJournal(), FileHeader.OCTETS, new byte[Frame.HEADER_OCTETS]);
    damageLastSnapshot();
    repair();
    try (EmbeddedStore store = open(LATER)) {
      List<String> after = messages(Mail.view(store.account("ada"), MailboxName.INBOX));
      assertThat(after).hasSize(before.size());
      assertThat(after.stream().map(RepairLossTest::withoutFlags).toList())
          .isEqualTo(before.stream().map(RepairLossTest::withoutFlags).toList());
    }
  }

  private static String withoutFlags(String message) {
    return message.replaceFirst("\\[.*?\\]", "");
  }

  private List<String> recovered(StoreRepair.Outcome outcome) throws IOException {
    assertThat(outcome.recovered().keySet()).containsExactly("ada");
    MailboxName name = outcome.recovered().getOrDefault("ada", new TreeSet<>()).first();
    assertThat(name.levels()).containsExactly("Recovered");
    List<String> octets = new ArrayList<>();
    try (EmbeddedStore store = open(LATER)) {
      MailboxView view = Mail.view(store.account("ada"), name);
      for (int i = 0; i < view.messageCount(); i++) {
        octets.add(inShort(Mail.body(view, i)));
      }
    }
    return octets;
  }

  private static String[] texts(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(number -> inShort(text(number)))
        .toArray(String[]::new);
  }

  @Test
  void withTheFramesGoneTheLanesTellOfLargeBatches() throws IOException {
    damageJournal();
    damageSnapshots(Part.CHUNKS);
    assertThat(recovered(repair())).containsExactly(texts(0, MESSAGES - 1));
  }

  private SimulatedDisk killed(SimulatedDisk running) throws IOException {
    SimulatedDisk copy = new SimulatedDisk(1);
    SimulatedDisk found = running.afterKill();
    for (String name : found.list()) {
      try (DiskFile file = copy.create(name)) {
        file.write(0, ByteBuffer.wrap(found.contents(name)));
        file.sync();
      }
    }
    copy.syncDirectory();
    return copy;
  }

  /// A large batch after the snapshot, another one behind it, and nothing but the lane tells of the
  /// first.
  @Test
  void aLargeBatchWhoseFrameIsLostIsInDoubt() throws IOException {
    EmbeddedStore store = open(NOW);
    Account account = store.account("ada");
    Mail.append(account, MailboxName.INBOX, text(20), text(21));
    Mail.append(account, MailboxName.INBOX, text(22));
    disk = killed(disk);
    String journal = lastJournal();
    disk.damage(journal, FileHeader.OCTETS, new byte[Frame.SECTOR]);

    StoreRepair.Outcome outcome = repair();

    assertThat(outcome.renewed()).containsExactly("ada");
    // Of the lanes, only the one that has grown since the snapshot.
    assertThat(disk.list()).filteredOn(name -> name.endsWith(FileNames.LANE)).hasSizeGreaterThan(1);
    assertThat(outcome.keptIntact())
        .hasSize(1)
        .allMatch(name -> name.contains(FileNames.LANE + ".kept-"));
    assertThat(recovered(outcome)).containsExactly(texts(20, 21));
    try (EmbeddedStore repaired = open(LATER)) {
      MailboxView inbox = Mail.view(repaired.account("ada"), MailboxName.INBOX);
      assertThat(inbox.messageCount()).isEqualTo(MESSAGES + 1);
      assertThat(inShort(Mail.body(inbox, MESSAGES))).isEqualTo(texts(22, 22)[0]);
    }
  }

  private String snapshot(int fromLast) throws IOException {
    List<String> snapshots =
        disk.list().stream().filter(name -> name.endsWith(FileNames.SNAPSHOT)).sorted().toList();
    return snapshots.get(snapshots.size() - 1 - fromLast);
  }

  /// A frame is lost and everything has a new UIDVALIDITY.
  private void repairWithLoss() throws IOException {
    EmbeddedStore store = open(NOW);
    Account account = store.account("ada");
    Mail.append(account, MailboxName.INBOX, text(20), text(21));
    Mail.append(account, MailboxName.INBOX, text(22));
    disk = killed(disk);
    disk.damage(lastJournal(), FileHeader.OCTETS, new byte[Frame.SECTOR]);
    assertThat(repair().renewed()).containsExactly("ada");
  }

  @Test
  void whatWasBeforeARepairNeverComesBack() throws IOException {
    repairWithLoss();
    SimulatedDisk repaired = disk;
    for (boolean isRoot : new boolean[] {true, false}) {
      disk = killed(repaired);
      String last = snapshot(0);
      disk.damage(last, isRoot ? disk.contents(last).length - 1 : FileHeader.OCTETS, new byte[1]);
      try (EmbeddedStore store = open(LATER)) {
        Account account = store.account("ada");
        assertThat(account.mailboxes().byName())
            .containsKeys(MailboxName.INBOX, new MailboxName(List.of("Recovered")));
        assertThat(Mail.view(account, MailboxName.INBOX).uidValidity().value())
            .isGreaterThanOrEqualTo(LATER.getEpochSecond());
      }
    }
  }

  @Test
  void norDoesItWhenBothSnapshotsOfTheRepairAreDamaged() throws IOException {
    repairWithLoss();
    disk.damage(snapshot(0), FileHeader.OCTETS, new byte[4]);
    disk.damage(snapshot(1), FileHeader.OCTETS, new byte[4]);
    try (EmbeddedStore store = open(LATER)) {
      assertThatThrownBy(() -> Mail.view(store.account("ada"), MailboxName.INBOX))
          .isInstanceOf(DamagedStoreException.class);
    }
  }

  /// The journal is sound from its first frame on, and tells nothing of the repair.
  @Test
  void norWhenTheJournalIsWholeFromItsBeginning() throws IOException {
    damageLanes(2000);
    assertThat(repair().givenUp()).isEqualTo(1);
    disk.damage(snapshot(0), FileHeader.OCTETS, new byte[4]);
    disk.damage(snapshot(1), FileHeader.OCTETS, new byte[4]);
    try (EmbeddedStore store = open(LATER)) {
      assertThatThrownBy(() -> Mail.view(store.account("ada"), MailboxName.INBOX))
          .isInstanceOf(DamagedStoreException.class);
    }
  }

  @Test
  void aFileMadeAheadThatIsDamagedTakesNothingAlong() throws IOException {
    EmbeddedStore store = open(NOW);
    Mail.append(store.account("ada"), MailboxName.INBOX, text(20));
    disk = killed(disk);
    String blank = "";
    for (String name : disk.list()) {
      if (name.endsWith(FileNames.JOURNAL) && disk.contents(name)[FileHeader.OCTETS] == 0) {
        blank = name;
      }
    }
    assertThat(blank).isNotEmpty();
    disk.damage(blank, 3, (byte) '?');

    StoreRepair.Outcome outcome = repair();

    assertThat(outcome.repaired()).isTrue();
    assertThat(outcome.renewed()).isEmpty();
    assertThat(outcome.keptIntact()).isEmpty();
    try (EmbeddedStore repaired = open(LATER)) {
      MailboxView inbox = Mail.view(repaired.account("ada"), MailboxName.INBOX);
      assertThat(inbox.messageCount()).isEqualTo(MESSAGES + 1);
    }
  }

  /// Another mailbox has copies of some of the messages of a lost list: these are not lost.
  @Test
  void messagesListedElsewhereAreNotFoundAgain() throws IOException {
    try (EmbeddedStore store = open(NOW)) {
      Account account = store.account("ada");
      account.create(WORK);
      account.copy(Mail.view(account, MailboxName.INBOX).id(), UidSet.range(3, 5), WORK);
    }
    damageJournal();
    for (int i = 0; i < 2; i++) {
      disk.damage(snapshot(i), FileHeader.OCTETS, new byte[4]); // The list of INBOX.
    }
    List<String> found = recovered(repair());
    assertThat(found).hasSize(MESSAGES - 3).doesNotContain(texts(2, 4));
  }

  /// The batch is whole in its lane, and its frame was never written.
  private void writeBatchNeverCommitted() throws IOException {
    SimulatedDisk first = disk;
    EmbeddedStore store = open(NOW);
    Account account = store.account("ada");
    Mail.append(account, MailboxName.INBOX, text(20), text(21));
    Mail.append(account, MailboxName.INBOX, text(22));
    disk = killed(first);
    byte[] nothing = new byte[Frame.SECTOR];
    String journal = lastJournal();
    disk.damage(journal, FileHeader.OCTETS, nothing);
    disk.damage(journal, FileHeader.OCTETS + Frame.SECTOR, nothing);
  }

  @Test
  void aBatchNeverCommittedIsNobodysWhenASoundStoreIsOpened() throws IOException {
    writeBatchNeverCommitted();
    assertThat(repair().repaired()).isFalse();
    try (EmbeddedStore store = open(LATER)) {
      Account account = store.account("ada");
      assertThat(account.mailboxes().byName()).containsOnlyKeys(MailboxName.INBOX);
      assertThat(Mail.view(account, MailboxName.INBOX).messageCount()).isEqualTo(MESSAGES);
    }
  }

  @Test
  void aBatchNeverCommittedIsInDoubtOnceSomethingIsLost() throws IOException {
    writeBatchNeverCommitted();
    damageSnapshots(Part.CHUNKS);
    damageFirstFrames();
    StoreRepair.Outcome outcome = repair();
    assertThat(recovered(outcome)).containsExactly(texts(20, 22));
    try (EmbeddedStore store = open(LATER)) {
      MailboxView inbox = Mail.view(store.account("ada"), MailboxName.INBOX);
      assertThat(inbox.messageCount()).isEqualTo(MESSAGES);
    }
  }

  @Test
  void aFrameOfWhichOneOctetOfTheHeaderIsDamagedIsWhole() throws IOException {
    EmbeddedStore store = open(NOW);
    Account account = store.account("ada");
    account.create(WORK);
    Mail.append(account, WORK, texts(20, 20)[0].getBytes(StandardCharsets.US_ASCII));
    account.subscribe(WORK, true);
    SimulatedDisk pristine = disk;
    String journal = lastJournal();
    for (int at = 0; at < Frame.HEADER_OCTETS; at++) {
      disk = killed(pristine);
      byte before = disk.contents(journal)[FileHeader.OCTETS + at];
      disk.damage(journal, FileHeader.OCTETS + at, (byte) (before ^ 0x55));
      StoreRepair.Outcome outcome = repair();
      assertThat(outcome.repaired()).as("octet " + at).isTrue();
      assertThat(outcome.recovered()).as("octet " + at).isEmpty();
      try (EmbeddedStore repaired = open(LATER)) {
        assertThat(Mail.view(repaired.account("ada"), WORK).messageCount())
            .as("octet " + at)
            .isEqualTo(1);
      }
    }
    store.close();
  }

  @Test
  void aMailboxWhoseMakingIsLostKeepsItsMessagesTogether() throws IOException {
    EmbeddedStore store = open(NOW);
    Account account = store.account("ada");
    account.create(WORK);
    Mail.appendNumbered(account, WORK, 1, 3);
    MailboxId work = Mail.view(account, WORK).id();
    account.storeFlags(work, UidSet.range(2, 2), FlagChange.ADD, Set.of(Flag.DELETED));
    account.expunge(work, UidSet.range(2, 2));
    disk = killed(disk);
    byte[] name = "Work".getBytes(StandardCharsets.US_ASCII);
    for (String journal : disk.list()) {
      long at = StoreOnDisk.find(disk.contents(journal), name);
      if (journal.endsWith(FileNames.JOURNAL) && at > 0) {
        disk.damage(journal, at, new byte[4]);
      }
    }

    assertThat(recovered(repair())).hasSize(2);
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

  private Map<String, byte[]> contents() throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    for (String name : disk.list()) {
      contents.put(name, disk.contents(name));
    }
    return contents;
  }

  @Test
  void aRepairThatHasNoRoomChangesNothing() throws IOException {
    damageJournal();
    damageSnapshots(Part.CHUNKS);
    Map<String, byte[]> before = contents();
    List<String> refusals = new ArrayList<>();
    boolean repaired = false;
    for (long room = 0; !repaired; room += 3000) {
      disk.limitTo(disk.used() + room);
      try {
        repaired = repair().repaired();
      } catch (DiskFullException e) {
        refusals.add(e.getMessage());
        assertThat(contents()).as("room " + room).containsExactlyInAnyOrderEntriesOf(before);
      }
    }
    assertThat(refusals.getFirst())
        .matches("the disk has room for 0 octets, but \\d+ are to be kept before .* repaired");
    // There was room for the copies, and none for what is to be written then.
    assertThat(refusals).anyMatch(refusal -> !refusal.contains("are to be kept"));
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
