package org.sheafmail.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MovesTest {
  private static final Moves MOVES =
      new Moves(
          List.of(
              new Moves.Run(100, 1000, 10),
              new Moves.Run(110, 1020, 5),
              new Moves.Run(200, 1025, 1)));

  @Test
  void whatStartsInARunIsAsFarFromItsStartAsBefore() {
    assertThat(List.of(100L, 109L, 110L, 114L, 200L).stream().map(MOVES::moved))
        .containsExactly(1000L, 1009L, 1020L, 1024L, 1025L);
  }

  @Test
  void whatStartsElsewhereStays() {
    assertThat(List.of(0L, 99L, 115L, 199L, 201L, 1000L).stream().map(MOVES::moved))
        .containsExactly(0L, 99L, 115L, 199L, 201L, 1000L);
    assertThat(Moves.NONE.moved(5)).isEqualTo(5);
  }

  @Test
  void placesAreTouchedIfARunHasOctetsBetweenThem() {
    assertThat(MOVES.touch(0, 99)).isFalse();
    assertThat(MOVES.touch(0, 100)).isTrue();
    assertThat(MOVES.touch(114, 150)).isTrue();
    assertThat(MOVES.touch(115, 199)).isFalse();
    assertThat(MOVES.touch(115, 300)).isTrue();
    assertThat(MOVES.touch(200, 200)).isTrue();
    assertThat(MOVES.touch(201, Long.MAX_VALUE)).isFalse();
    assertThat(Moves.NONE.touch(0, Long.MAX_VALUE)).isFalse();
  }

  @Test
  void runsThatFollowEachOtherBeforeAndAfterAreOne() {
    Moves.Run run = new Moves.Run(100, 1000, 10);

    assertThat(run.isFollowedBy(new Moves.Run(110, 1010, 5))).isTrue();
    assertThat(run.isFollowedBy(new Moves.Run(110, 1011, 5))).isFalse();
    assertThat(run.isFollowedBy(new Moves.Run(111, 1010, 5))).isFalse();
    assertThat(run.and(new Moves.Run(110, 1010, 5))).isEqualTo(new Moves.Run(100, 1000, 15));
  }

  @Test
  void runsThatOverlapAreRefused() {
    assertThatThrownBy(
            () -> new Moves(List.of(new Moves.Run(100, 1000, 10), new Moves.Run(109, 1010, 1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Moves(List.of(new Moves.Run(100, 1000, 10), new Moves.Run(110, 1009, 1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Moves.Run(Long.MAX_VALUE, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
