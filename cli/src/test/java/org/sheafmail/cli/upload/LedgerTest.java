package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sheafmail.cli.upload.TestMessages.INBOX;
import static org.sheafmail.cli.upload.TestMessages.WORK;
import static org.sheafmail.cli.upload.TestMessages.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sheafmail.cli.source.Digest;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.protocol.UidSet;

class LedgerTest {
  private static final Position BEFORE = new Position(7, 12);
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_500_000_000), ZoneOffset.UTC);

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("state").resolve("one.ledger");
  }

  private Ledger open() throws IOException {
    return Ledger.open(
        file, "/home/alice/a box", "imaps://alice@example.org:993", CLOCK, LedgerDisk.REAL);
  }

  @Test
  void nobodyButTheOwnerMayReadIt() throws IOException {
    open().close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void whatWasStoredIsClaimedAsOftenAsItWasStored() throws IOException {
    try (Ledger ledger = open()) {
      Intent intent =
          ledger.intend(WORK, BEFORE, true, List.of(entry(1), entry(2), entry(1), entry(3)));
      ledger.stored(intent, OptionalLong.of(8), UidSet.range(1, 4));
    }
    try (Ledger ledger = open()) {
      assertThat(ledger.claim(WORK, entry(1).digest())).isTrue();
      assertThat(ledger.claim(WORK, entry(1).digest())).isTrue();
      assertThat(ledger.claim(WORK, entry(1).digest())).isFalse();
      assertThat(ledger.claim(WORK, entry(3).digest())).isTrue();
      assertThat(ledger.claim(INBOX, entry(2).digest())).isFalse();
      assertThat(ledger.uidValidity(WORK)).hasValue(8);
      assertThat(ledger.uidValidity(INBOX)).isEmpty();
      assertThat(ledger.unsettled()).isEmpty();
    }
  }

  @Test
  void whatThisRunStoresIsNotClaimedByIt() throws IOException {
    try (Ledger ledger = open()) {
      Intent intent = ledger.intend(INBOX, BEFORE, true, List.of(entry(1)));
      ledger.stored(intent, OptionalLong.empty(), UidSet.of(1));

      assertThat(ledger.claim(INBOX, entry(1).digest())).isFalse();
    }
  }

  @Test
  void someOrNoneOfTheMessagesMayBeStored() throws IOException {
    try (Ledger ledger = open()) {
      Intent some = ledger.intend(INBOX, BEFORE, false, List.of(entry(1), entry(2), entry(3)));
      ledger.stored(some, OptionalLong.empty(), UidSet.of(1, 3));
      ledger.refused(ledger.intend(INBOX, BEFORE, true, List.of(entry(4))));
      Intent none = ledger.intend(INBOX, BEFORE, true, List.of(entry(5)));
      ledger.stored(none, OptionalLong.empty(), UidSet.EMPTY);
    }
    try (Ledger ledger = open()) {
      assertThat(List.of(1, 2, 3, 4, 5))
          .filteredOn(number -> ledger.claim(INBOX, entry(number).digest()))
          .containsExactly(1, 3);
    }
  }

  @Test
  void aLedgerInUseIsNotSetAside() throws IOException {
    try (Ledger ledger = open()) {
      assertThatThrownBy(() -> LedgerLines.setAside(file))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("another upload of the same source is running");
      assertThat(ledger.unsettled()).isEmpty();
    }
    assertThat(file).exists();

    LedgerLines.setAside(file);

    assertThat(file).doesNotExist();
  }

  @Test
  void whoOnlyLooksSeesWhatIsStoredAndWritesNothing() throws Exception {
    try (Ledger ledger = open()) {
      Intent stored = ledger.intend(INBOX, BEFORE, true, List.of(entry(1)));
      ledger.stored(stored, OptionalLong.empty(), UidSet.of(1));
      ledger.sourceIs(WORK, 7);
      ledger.intend(WORK, BEFORE, true, List.of(entry(2), entry(3)));
    }
    byte[] before = Files.readAllBytes(file);

    Upload.Earlier earlier = Ledger.look(file);

    assertThat(earlier.unsettled()).isEqualTo(2);
    assertThat(earlier.stored().claim(INBOX, entry(1).digest())).isTrue();
    assertThat(earlier.stored().claim(INBOX, entry(1).digest())).isFalse();
    earlier.stored().sourceIs(INBOX, 1);
    earlier.stored().sourceIs(WORK, 7);
    assertThatThrownBy(() -> earlier.stored().sourceIs(WORK, 8))
        .hasMessageContaining("UIDVALIDITY was 7, is 8");
    assertThat(file).hasBinaryContent(before);
    try (Ledger inUse = open()) {
      assertThatThrownBy(() -> Ledger.look(file)).isInstanceOf(LedgerException.class);
      assertThat(inUse.unsettled()).hasSize(1);
    }
  }

  @Test
  void anIntentWithoutOutcomeIsUnsettled() throws IOException {
    Intent intent;
    try (Ledger ledger = open()) {
      intent = ledger.intend(WORK, BEFORE, true, List.of(entry(1), entry(2)));
    }
    try (Ledger ledger = open()) {
      assertThat(ledger.unsettled()).containsExactly(intent);
      ledger.refused(intent);
    }
    try (Ledger ledger = open()) {
      assertThat(ledger.unsettled()).isEmpty();
      assertThat(ledger.intend(WORK, BEFORE, true, List.of(entry(1))).id()).isGreaterThan(1);
    }
  }

  @Test
  void whereverItIsCutOffWhatWasThereBeforeIsStillThere() throws IOException {
    long afterFirst;
    try (Ledger ledger = open()) {
      Intent intent = ledger.intend(INBOX, BEFORE, true, List.of(entry(1)));
      ledger.stored(intent, OptionalLong.of(7), UidSet.of(1));
      afterFirst = Files.size(file);
      ledger.intend(INBOX, BEFORE, true, List.of(entry(2), entry(3)));
    }
    byte[] all = Files.readAllBytes(file);
    for (int length = all.length; length >= (int) afterFirst; length -= 7) {
      Files.write(file, Arrays.copyOf(all, length));
      try (Ledger ledger = open()) {
        assertThat(!ledger.unsettled().isEmpty())
            .as("cut at %d", length)
            .isEqualTo(length == all.length);
        assertThat(ledger.claim(INBOX, entry(1).digest())).isTrue();
      }
      try (Ledger ledger = open()) {
        // What was cut off half written does not get in the way of what is written next.
        if (ledger.unsettled().isEmpty()) {
          ledger.intend(INBOX, BEFORE, true, List.of(entry(9)));
        }
      }
      try (Ledger ledger = open()) {
        assertThat(ledger.unsettled()).hasSize(1);
      }
    }
  }

  @Test
  void aBadLineInTheMiddleIsDamage() throws IOException {
    try (Ledger ledger = open()) {
      ledger.refused(ledger.intend(INBOX, BEFORE, true, List.of(entry(1))));
    }
    String text = Files.readString(file);
    Files.writeString(file, text.replace(" whole ", " each "));

    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("damaged in line 3");
  }

  @Test
  void twoUploadsOfOneSourceDoNotShareALedger() throws IOException {
    try (Ledger ledger = open()) {
      assertThat(ledger.unsettled()).isEmpty();
      assertThatThrownBy(this::open).hasMessageContaining("another upload");
    }
  }

  @Test
  void aHundredThousandMessagesAreClaimedOneByOne() {
    var counts = new DigestCounts();
    for (int i = 0; i < 100_000; i++) {
      counts.add(i % 3, new Digest(i % 1000, i, 0, 0));
    }
    for (int i = 0; i < 100_000; i++) {
      var digest = new Digest(i % 1000, i, 0, 0);
      assertThat(counts.take((i + 1) % 3, digest)).isFalse();
      assertThat(counts.take(i % 3, digest)).isTrue();
      assertThat(counts.take(i % 3, digest)).isFalse();
    }
  }
}
