package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sheafmail.store.disk.DiskFile;
import org.sheafmail.store.disk.SimulatedDisk;

/// The journal and its reader, without a store around them.
class JournalTest {
  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final EmbeddedOptions options = EmbeddedOptions.forTests(new Random(1));
  private Journal journal = open(JournalPosition.START);

  private Journal open(JournalPosition end) {
    StoreFiles files = new StoreFiles(disk, options.random());
    files.found(end.file());
    return new Journal(new JournalSegments(files, options), options, end);
  }

  /// Writes a group of frames with these records.
  private void write(String... records) throws IOException {
    int octets = List.of(records).stream().mapToInt(r -> 2 * r.length() + 100).sum();
    if (!journal.fits(octets)) {
      journal.rotate(octets);
    }
    for (String record : records) {
      journal.add(Frame.TRANSACTION, octets(record), List.of(octets("body of " + record)));
    }
    journal.commit();
  }

  private static ByteBuffer octets(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> read() throws IOException {
    return read(JournalPosition.START);
  }

  private List<String> read(JournalPosition start) throws IOException {
    List<String> records = new ArrayList<>();
    JournalPosition end =
        new JournalReader(disk)
            .recover(
                start,
                (_, record, _) -> records.add(StandardCharsets.UTF_8.decode(record).toString()));
    journal = open(end);
    return records;
  }

  private static String file(long number) {
    return FileNames.name(number, FileNames.JOURNAL);
  }

  @Test
  void framesAreReadInTheOrderTheyWereWritten() throws IOException {
    write("a", "b");
    write("c");

    assertThat(read()).containsExactly("a", "b", "c");
  }

  @Test
  void readingGoesOnFromAnyGroup() throws IOException {
    write("a", "b");
    JournalPosition middle = journal.position();
    write("c");

    assertThat(read(middle)).containsExactly("c");
  }

  @Test
  void writingGoesOnAfterReading() throws IOException {
    write("a");
    read();
    write("b");
    read();
    write("c");

    assertThat(read()).containsExactly("a", "b", "c");
  }

  @Test
  void aLongRecordHasAFileOfItsOwn() throws IOException {
    String longRecord = "x".repeat(Journal.GROUP_OCTETS_MAX);
    write("a");
    write(longRecord);
    write("b");

    assertThat(read()).containsExactly("a", longRecord, "b");
    assertThat(disk.contents(file(2)).length).isLessThan(2 * Journal.GROUP_OCTETS_MAX + 2048);
  }

  @Test
  void aTornLastGroupIsCutOff() throws IOException {
    write("a");
    JournalPosition end = journal.position();
    write("b", "c");
    disk.damage(file(1), end.position() + 50, (byte) 'x');

    assertThat(read()).containsExactly("a");
    assertThat(disk.contents(file(1)).length).isEqualTo(end.position());
    write("d");
    assertThat(read()).containsExactly("a", "d");
  }

  @Test
  void theFramesBeforeTheTornOneOfAGroupCount() throws IOException {
    write("a", "b", "c");
    byte[] all = disk.contents(file(1));
    int c = new String(all, StandardCharsets.ISO_8859_1).indexOf("body of c");
    disk.damage(file(1), c, (byte) 'x');

    assertThat(read()).containsExactly("a", "b");
  }

  @Test
  void aFrameWithoutItsPaddingIsTorn() throws IOException {
    write("a");
    JournalPosition end = journal.position();
    write("b");
    disk.damage(file(1), journal.position().position() - 1, (byte) 1);

    assertThat(read()).containsExactly("a");
    assertThat(journal.position()).isEqualTo(end);
  }

  @Test
  void aFrameThatAnEndingFileCutsShortIsTorn() throws IOException {
    write("a");
    write("b");
    try (DiskFile file = disk.open(file(1))) {
      file.truncate(journal.position().position() - 1);
    }

    assertThat(read()).containsExactly("a");
  }

  @Test
  void aBadFrameBelowALaterWatermarkIsDamageAndNothingIsChanged() throws IOException {
    write("a");
    write("b");
    write("c");
    disk.damage(file(1), FileHeader.OCTETS + 2, (byte) 'x');
    byte[] before = disk.contents(file(1));

    assertThatThrownBy(this::read)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining(file(1))
        .hasMessageContaining("octet 512");
    assertThat(disk.contents(file(1))).isEqualTo(before);
  }

  @Test
  void aBadFrameBeforeAnotherFileIsDamage() throws IOException {
    write("a");
    JournalPosition last = journal.position();
    write("b");
    journal.rotate(100);
    write("c");
    disk.damage(file(1), last.position() + 45, (byte) 'x');

    assertThatThrownBy(this::read).isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void aMissingFileIsDamage() throws IOException {
    write("a");
    journal.rotate(100);
    write("b");
    JournalPosition middle = journal.position();
    journal.rotate(100);
    write("c");
    disk.delete(file(2));

    assertThatThrownBy(this::read).isInstanceOf(DamagedStoreException.class);
    assertThatThrownBy(() -> read(middle))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void theNewestFileIsMissedToo() throws IOException {
    write("a");
    assertThat(read()).containsExactly("a");
    write("b");
    assertThat(disk.list()).contains(file(2));
    disk.delete(file(2));

    assertThatThrownBy(this::read)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining(file(2) + " is missing");
  }

  @Test
  void aNewestFileThatHasNothingYetIsNotMissed() throws IOException {
    write("a");
    journal.rotate(100);

    assertThat(read()).containsExactly("a");
    assertThat(disk.list()).doesNotContain(file(2));
    assertThat(read()).containsExactly("a");
    write("b");
    assertThat(read()).containsExactly("a", "b");
  }

  @Test
  void aFrameCopiedFromAnotherFileDoesNotCount() throws IOException {
    write("a");
    JournalPosition end = journal.position();
    byte[] all = disk.contents(file(1));
    byte[] frame =
        java.util.Arrays.copyOfRange(all, FileHeader.OCTETS, (int) journal.position().position());
    journal.rotate(100);
    disk.damage(file(2), FileHeader.OCTETS, frame);

    assertThat(read()).containsExactly("a");
    assertThat(journal.position()).isEqualTo(end);
  }

  @Test
  void aGroupThatCannotBeWrittenIsRefusedAndTheNextOneIsNot() throws IOException {
    write("a");
    disk.failOperation(disk.operations() + 1);

    assertThatThrownBy(() -> write("b")).isInstanceOf(Journal.RefusedException.class);
    write("c");
    assertThat(read()).containsExactly("a", "c");
  }

  @Test
  void aLaterVersionIsRefused() throws IOException {
    write("a");
    ByteBuffer header = ByteBuffer.wrap(disk.contents(file(1)), 0, 32).slice();
    header.order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(8, FileHeader.VERSION + 1);
    ByteBuffer checksum = ByteBuffer.allocate(4).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    checksum.putInt(Checksum.of(header.duplicate()));
    byte[] octets = new byte[32];
    header.get(octets);
    disk.damage(file(1), 0, octets);
    disk.damage(file(1), 32, checksum.array());

    assertThatThrownBy(this::read)
        .isInstanceOf(NewerFormatException.class)
        .hasMessageContaining(file(1));
  }

  @Test
  void aFileThatDoesNotBeginAsOneIsDamaged() throws IOException {
    write("a");
    disk.damage(file(1), 20, (byte) 99);

    assertThatThrownBy(this::read).isInstanceOf(DamagedStoreException.class);
  }
}
