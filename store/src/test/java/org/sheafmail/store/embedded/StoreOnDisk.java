package org.sheafmail.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.sheafmail.store.Account;
import org.sheafmail.store.Body;
import org.sheafmail.store.Summarizer;
import org.sheafmail.store.contract.TestSummarizer;
import org.sheafmail.store.disk.SimulatedDisk;

/// An embedded store on a simulated disk, for tests that look at its files.
final class StoreOnDisk implements AutoCloseable {
  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final EmbeddedOptions options = EmbeddedOptions.forTests(new Random(1));
  private final AtomicInteger summarized = new AtomicInteger();
  private final Clock clock = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
  private int summarizerVersion = 1;
  private EmbeddedStore store;

  StoreOnDisk() throws IOException {
    store = open();
  }

  private EmbeddedStore open() throws IOException {
    Summarizer made = new TestSummarizer(summarizerVersion);
    Summarizer counting =
        new Summarizer() {
          @Override
          public int version() {
            return made.version();
          }

          @Override
          public byte[] summarize(Body body) throws IOException {
            summarized.incrementAndGet();
            return made.summarize(body);
          }
        };
    return EmbeddedStore.open(disk, options, counting, clock);
  }

  EmbeddedStore store() {
    return store;
  }

  SimulatedDisk disk() {
    return disk;
  }

  Account account() throws IOException {
    return store.account("someone");
  }

  /// How many summaries were worked out so far.
  int summarized() {
    return summarized.get();
  }

  void close(int nextSummarizerVersion) throws IOException {
    summarizerVersion = nextSummarizerVersion;
    store.close();
  }

  void reopen() throws IOException {
    store.close();
    store = open();
  }

  /// The files of a kind, oldest first.
  List<String> files(FileHeader.Kind kind) throws IOException {
    return disk.list().stream().filter(name -> kind.number(name).isPresent()).sorted().toList();
  }

  /// Changes one octet.
  void damage(String file, long position) throws IOException {
    byte before = disk.contents(file)[(int) position];
    disk.damage(file, position, (byte) (before ^ 1));
  }

  /// Where `octets` first stand in a file, or −1.
  static long find(byte[] file, byte[] octets) {
    ByteBuffer wanted = ByteBuffer.wrap(octets);
    for (int i = 0; i + octets.length <= file.length; i++) {
      if (ByteBuffer.wrap(file, i, octets.length).equals(wanted)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
