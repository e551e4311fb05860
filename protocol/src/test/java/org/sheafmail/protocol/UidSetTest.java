package org.sheafmail.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class UidSetTest {
  @Test
  void rangesInAnyOrderBecomeOneNormalForm() {
    var set =
        new UidSet(
            List.of(new UidSet.Range(10, 12), new UidSet.Range(1, 3), new UidSet.Range(4, 5)));

    assertThat(set).isEqualTo(UidSet.of(12, 11, 10, 5, 4, 3, 2, 1, 1)).hasToString("1:5,10:12");
    assertThat(set.size()).isEqualTo(8);
  }

  @Test
  void containsWhatItsRangesCover() {
    var set = UidSet.of(2, 3, 9);

    assertThat(set.stream()).containsExactly(2L, 3L, 9L);
    assertThat(new long[] {1, 2, 3, 4, 8, 9, 10})
        .satisfies(uids -> assertThat(set.contains(uids[0])).isFalse());
    assertThat(set.contains(3)).isTrue();
    assertThat(set.contains(8)).isFalse();
    assertThat(set.contains(Uid.MAX)).isFalse();
  }

  @Test
  void theLargestUidHasNoNeighbour() {
    assertThat(UidSet.of(Uid.MAX - 1, Uid.MAX)).hasToString("4294967294:4294967295");
    assertThatIllegalArgumentException().isThrownBy(() -> UidSet.range(1, Uid.MAX + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> UidSet.range(0, 1));
  }
}
