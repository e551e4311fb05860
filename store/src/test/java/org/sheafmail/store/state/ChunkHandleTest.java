package org.sheafmail.store.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkHandleTest {
  private static Chunk chunk(long... places) {
    int count = places.length;
    Column any = Column.constant(count, 1);
    return new Chunk(
        Column.rising(count, 1), any, any, any, any, any, any, Column.of(places, count), any);
  }

  private static Moves from(long place) {
    return new Moves(List.of(new Moves.Run(place, 5000, 10)));
  }

  @Test
  void onceAChunkWasSeenItIsKnownWhichMovesDoNotConcernIt() throws IOException {
    ChunkHandle handle = new ChunkHandle(chunk(300, 100, 200));
    assertThat(handle.isLeftAloneBy(from(1000))).isFalse();

    handle.peek();

    assertThat(handle.isLeftAloneBy(from(1000))).isTrue();
    assertThat(handle.isLeftAloneBy(from(80))).isTrue();
    for (long place : new long[] {91, 100, 200, 300}) {
      assertThat(handle.isLeftAloneBy(from(place))).as("from %s", place).isFalse();
    }
  }
}
