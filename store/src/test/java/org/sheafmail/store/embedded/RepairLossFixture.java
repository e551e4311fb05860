package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.Account;
import org.sheafmail.store.contract.Mail;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.SimulatedDisk;
import org.sheafmail.store.state.ChunkHandle;
import org.sheafmail.store.state.MailboxState;

/// A store that loses what all its snapshots and its journal told, and ways to harm it.
abstract class RepairLossFixture {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final Instant LATER = NOW.plusSeconds(3600);
  static final int MESSAGES = 8;

  static final MailboxName WORK = new MailboxName(List.of("Work"));

  SimulatedDisk disk = new SimulatedDisk(1);
  UidValidity before = new UidValidity(1);

  /// What of a snapshot is damaged.
  enum Part {
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

  EmbeddedStore open(Instant now) throws IOException {
    return EmbeddedStore.open(
        disk,
        EmbeddedOptions.forTests(new Random(1)),
        new TestSummarizer(1),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  /// More than a small batch has: it stands in a lane.
  static byte[] text(int number) {
    return ("Subject: message " + number + "\r\n\r\n" + "x".repeat(10_000))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// Nothing is left of what the journal told.
  void damageJournal() throws IOException {
    for (String name : disk.list()) {
      if (name.endsWith(FileNames.JOURNAL)) {
        int octets = disk.contents(name).length - FileHeader.OCTETS;
        disk.damage(name, FileHeader.OCTETS, new byte[octets]);
      }
    }
  }

  /// The labels of batches in lanes are no labels any more.
  void damageLabels() throws IOException {
    for (String name : disk.list()) {
      if (name.endsWith(FileNames.LANE)) {
        byte[] label = "SHRL".getBytes(StandardCharsets.US_ASCII);
        for (long at = StoreOnDisk.find(disk.contents(name), label);
            at >= 0;
            at = StoreOnDisk.find(disk.contents(name), label)) {
          disk.damage(name, at, new byte[4]);
        }
      }
    }
  }

  /// The journal cannot be read from its beginning.
  void damageFirstFrame() throws IOException {
    String first =
        disk.list().stream()
            .filter(name -> name.endsWith(FileNames.JOURNAL))
            .min(Comparator.naturalOrder())
            .orElseThrow();
    disk.damage(first, FileHeader.OCTETS, new byte[Frame.HEADER_OCTETS]);
  }

  void damageFirstFrames() throws IOException {
    for (String name : disk.list()) {
      if (name.endsWith(FileNames.JOURNAL)) {
        disk.damage(name, FileHeader.OCTETS, new byte[Frame.HEADER_OCTETS]);
      }
    }
  }

  void damageSnapshots(Part part) throws IOException {
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

  /// The last one with a frame in it; there may be one made ahead.
  String lastJournal() throws IOException {
    String last = "";
    for (String name : disk.list()) {
      if (name.endsWith(FileNames.JOURNAL)
          && name.compareTo(last) > 0
          && disk.contents(name)[FileHeader.OCTETS] != 0) {
        last = name;
      }
    }
    assertThat(last).isNotEmpty();
    return last;
  }

  void damageLastSnapshot() throws IOException {
    String last =
        disk.list().stream()
            .filter(name -> name.endsWith(FileNames.SNAPSHOT))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    disk.damage(last, FileHeader.OCTETS, new byte[4]);
  }

  static List<Extent> chunks(SnapshotReader reader, SnapshotRoot.StoredAccount account)
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

  StoreRepair.Outcome repair() throws IOException {
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

  boolean isOnDisk(byte[] text) throws IOException {
    String wanted = new String(text, StandardCharsets.ISO_8859_1);
    for (String name : disk.list()) {
      if (new String(disk.contents(name), StandardCharsets.ISO_8859_1).contains(wanted)) {
        return true;
      }
    }
    return false;
  }
}
