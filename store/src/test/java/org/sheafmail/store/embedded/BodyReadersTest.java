package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.SimulatedDisk;

class BodyReadersTest {
  private static final long ROOM_OCTETS = 1000;

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final OpenFiles files = new OpenFiles(disk);
  private final Background background = new Background(false);
  private BodyReaders readers;

  @BeforeEach
  void aFile() throws IOException {
    disk.create("a").close();
    Summaries summaries =
        new Summaries(
            new TestSummarizer(1),
            new SummaryFiles(disk, new StoreFiles(disk, new Random(1)), files, 1),
            background);
    readers = new BodyReaders(disk, files, ROOM_OCTETS, () -> new BodyReader(files, summaries));
  }

  @AfterEach
  void close() throws IOException {
    files.close();
    background.close();
  }

  @Test
  void aFileThatCouldNotBeRemovedAtOnceIsCountedOnce() throws IOException {
    BodyReader first = readers.current();
    int room = readers.room();

    readers.keep(List.of("a"));
    BodyReader second = readers.current();
    readers.keep(List.of("a"));

    assertThat(readers.room()).isEqualTo(room - 1);
    assertThat(readers.current()).isSameAs(second).isNotSameAs(first);
  }

  @Test
  void onADiskShortOfRoomFilesNobodyReadsAreClosedAtOnce() throws IOException {
    assertThat(readers.current()).isNotNull();
    readers.keep(List.of("a"));
    disk.delete("a");
    files.use("a").close();

    disk.limitTo(ROOM_OCTETS - 1);
    readers.release();

    assertThatThrownBy(() -> files.use("a")).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void filesThatSomebodyReadsAreNot() throws IOException {
    BodyReader reading = readers.current();
    readers.keep(List.of("a"));
    disk.delete("a");

    disk.limitTo(ROOM_OCTETS - 1);
    readers.release();

    files.use("a").close();
    assertThat(readers.current()).isNotSameAs(reading);
  }
}
