package org.sheafmail.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.SimulatedDisk;

class BodyReadersTest {
  @Test
  void aFileThatCouldNotBeRemovedAtOnceIsCountedOnce() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.create("a").close();
    OpenFiles files = new OpenFiles(disk);
    Background background = new Background(false);
    Summaries summaries =
        new Summaries(
            new TestSummarizer(1),
            new SummaryFiles(disk, new StoreFiles(disk, new Random(1)), files, 1),
            background);
    BodyReaders readers = new BodyReaders(files, () -> new BodyReader(files, summaries));
    BodyReader first = readers.current();
    int room = readers.room();

    readers.keep(List.of("a"));
    BodyReader second = readers.current();
    readers.keep(List.of("a"));

    assertThat(readers.room()).isEqualTo(room - 1);
    assertThat(readers.current()).isSameAs(second).isNotSameAs(first);
    files.close();
    background.close();
  }
}
