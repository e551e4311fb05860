package org.sheafmail.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sheafmail.cli.upload.TestMessages.INBOX;
import static org.sheafmail.cli.upload.TestMessages.WORK;
import static org.sheafmail.cli.upload.TestMessages.parcel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatcherTest {
  private static final BatchLimits LIMITS =
      new BatchLimits(1000, 8000, 10, 2000, Duration.ofSeconds(5));

  private final Batcher batcher = new Batcher(LIMITS);

  private static List<Integer> sizes(List<Batch> batches) {
    return batches.stream().map(batch -> batch.parcels().size()).toList();
  }

  @Test
  void aBatchIsBoundedByOctets() {
    List<Batch> full = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      full.addAll(batcher.add(INBOX, parcel(i, 300)));
    }

    assertThat(sizes(full)).containsExactly(3, 3);
    assertThat(sizes(batcher.drain())).containsExactly(1);
  }

  @Test
  void aBatchIsBoundedByCount() {
    List<Batch> full = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      full.addAll(batcher.add(INBOX, parcel(i, 50)));
    }

    assertThat(sizes(full)).containsExactly(10, 10);
  }

  @Test
  void aLargeMessageIsAloneAndKeepsItsPlace() {
    batcher.add(INBOX, parcel(1, 50));

    List<Batch> full = batcher.add(INBOX, parcel(2, 5000));

    assertThat(full).extracting(Batch::octets).containsExactly(50L, 5000L);
  }

  @Test
  void batchesGrowWhileTheyAreFastAndShrinkWhenTheyAreNot() {
    Batch full = new Batch(INBOX, List.of(parcel(1, 900)));

    batcher.sent(full, Duration.ofMillis(10));
    assertThat(batcher.octetsNow()).isEqualTo(2000);
    batcher.sent(full.part(0, 1), Duration.ofMillis(10));
    assertThat(batcher.octetsNow()).as("a batch that was not full tells nothing").isEqualTo(2000);
    batcher.sent(full, Duration.ofSeconds(6));
    assertThat(batcher.octetsNow()).isEqualTo(1000);
    batcher.shrink();
    assertThat(batcher.octetsNow()).as("but not to nothing").isEqualTo(1000);
  }

  static IntStream seeds() {
    return IntStream.range(0, 50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyMessageIsInOneBatchInTheOrderOfItsMailbox(int seed) {
    var random = new Random(seed);
    List<Batch> batches = new ArrayList<>();
    List<Long> inbox = new ArrayList<>();
    List<Long> work = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Parcel parcel = parcel(i, random.nextInt(20) == 0 ? 3000 : 50 + random.nextInt(400));
      boolean toInbox = random.nextBoolean();
      (toInbox ? inbox : work).add(parcel.message().origin().offset());
      batches.addAll(batcher.add(toInbox ? INBOX : WORK, parcel));
      if (random.nextInt(9) == 0) {
        batcher.shrink();
      }
    }
    batches.addAll(batcher.drain());

    assertThat(offsets(batches, true)).isEqualTo(inbox);
    assertThat(offsets(batches, false)).isEqualTo(work);
  }

  private static List<Long> offsets(List<Batch> batches, boolean inbox) {
    return batches.stream()
        .filter(batch -> batch.mailbox().equals(INBOX) == inbox)
        .flatMap(batch -> batch.parcels().stream())
        .map(parcel -> parcel.message().origin().offset())
        .toList();
  }
}
