package org.sheafmail.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnTest {
  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /// Values of every width, constant and rising ones among them.
  private static long[] values(Random random) {
    int count = 1 + random.nextInt(50);
    long base = random.nextBoolean() ? random.nextInt(1000) : random.nextLong();
    int bits = new int[] {0, 1, 8, 9, 16, 17, 32, 33, 64}[random.nextInt(9)];
    boolean rising = random.nextInt(5) == 0;
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      long difference = bits == 0 ? 0 : random.nextLong() >>> (64 - bits);
      values[i] = base + (rising ? i : difference);
    }
    return values;
  }

  private static Column column(long[] values) {
    return Column.of(values, values.length);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsPutInComesOut(long seed) throws Exception {
    long[] values = values(new Random(seed));
    RecordWriter out = new RecordWriter(1);
    out.putColumn(column(values));
    RecordReader in = new RecordReader(out.finish());

    assertThat(column(values).toArray()).isEqualTo(values);
    assertThat(in.column(values.length).toArray()).isEqualTo(values);
    assertThat(in.atEnd()).isTrue();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void columnsJoin(long seed) {
    Random random = new Random(seed);
    long[] first = values(random);
    long[] second = random.nextBoolean() ? values(random) : first;
    long[] both = LongStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();

    assertThat(column(first).concat(column(second)).toArray()).isEqualTo(both);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rowsAreChosen(long seed) {
    Random random = new Random(seed);
    long[] values = values(random);
    BitSet rows = new BitSet();
    rows.set(random.nextInt(values.length));
    for (int i = 0; i < values.length; i++) {
      rows.set(i, rows.get(i) || random.nextBoolean());
    }

    assertThat(column(values).select(rows).toArray())
        .isEqualTo(rows.stream().mapToLong(row -> values[row]).toArray());
    assertThat(column(values).plus(7).map(value -> value ^ 1).toArray())
        .isEqualTo(Arrays.stream(values).map(value -> (value + 7) ^ 1).toArray());
  }

  @Test
  void equalAndRisingValuesTakeNoRoomPerRow() {
    assertThat(Column.constant(4096, 17).octets()).isEqualTo(9);
    assertThat(Column.of(LongStream.range(5, 4101).toArray(), 4096).octets()).isEqualTo(9);
    assertThat(Column.rising(3, 5).concat(Column.rising(4, 8)).octets()).isEqualTo(9);
  }

  @Test
  void aValueIsFoundOrItsPlace() {
    Column column = Column.of(new long[] {2, 5, 9}, 3);

    assertThat(column.search(5)).isEqualTo(1);
    assertThat(column.search(1)).isEqualTo(-1);
    assertThat(column.search(6)).isEqualTo(-3);
    assertThat(column.search(10)).isEqualTo(-4);
  }

  @Test
  void octetsThatAreNoColumnAreRefused() {
    assertThatThrownBy(() -> new RecordReader(ByteBuffer.allocate(8)).column(1))
        .isInstanceOf(CorruptException.class);
    ByteBuffer unknownWidth = ByteBuffer.allocate(64).put(0, (byte) 3);
    assertThatThrownBy(() -> new RecordReader(unknownWidth).column(1))
        .isInstanceOf(CorruptException.class);
    ByteBuffer tooShort = ByteBuffer.allocate(20).put(0, (byte) 8);
    assertThatThrownBy(() -> new RecordReader(tooShort).column(2))
        .isInstanceOf(CorruptException.class);
  }
}
