package org.sheafmail.store.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongUnaryOperator;

/// A column of whole numbers, one per row; immutable.
///
/// Kept as a base and, per row, the difference from it in as few octets as the largest needs: 0, 1,
/// 2, 4 or 8. A column of equal values takes no room per row, nor does one that rises by one from
/// row to row, as the UIDs of a batch do. The octets in memory are those on disk.
public final class Column {
  /// The "width" of a column whose values are base, base + 1, base + 2 …
  private static final int RISING = 16;

  private static final byte[] NONE = {};
  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);

  private final int count;
  private final long base;
  private final int width;
  private final byte[] differences;

  private Column(int count, long base, int width, byte[] differences) {
    this.count = count;
    this.base = base;
    this.width = width;
    this.differences = differences;
  }

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  /// `count` times the same value.
  public static Column constant(int count, long value) {
    return new Column(count, value, 0, NONE);
  }

  /// `first`, `first + 1`, … `first + count − 1`.
  public static Column rising(int count, long first) {
    return count == 1 ? constant(1, first) : new Column(count, first, RISING, NONE);
  }

  /// The first `count` of `values`.
  public static Column of(long[] values, int count) {
    if (count == 0) {
      return constant(0, 0);
    }
    long min = values[0];
    long max = values[0];
    boolean rising = count > 1;
    for (int i = 1; i < count; i++) {
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
      rising &= values[i] == values[0] + i;
    }
    if (rising) {
      return rising(count, min);
    }
    int width = width(max - min);
    byte[] differences = width == 0 ? NONE : new byte[count * width];
    for (int i = 0; i < count; i++) {
      put(differences, width, i, values[i] - min);
    }
    return new Column(count, min, width, differences);
  }

  /// Octets that hold `difference`, which is unsigned.
  private static int width(long difference) {
    if (difference == 0) {
      return 0;
    }
    int bits = 64 - Long.numberOfLeadingZeros(difference);
    return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
  }

  private static void put(byte[] target, int width, int row, long difference) {
    switch (width) {
      case 1 -> target[row] = (byte) difference;
      case 2 -> SHORTS.set(target, row * 2, (short) difference);
      case 4 -> INTS.set(target, row * 4, (int) difference);
      case 8 -> LONGS.set(target, row * 8, difference);
      default -> {}
    }
  }

  public int count() {
    return count;
  }

  public long get(int row) {
    return switch (width) {
      case 0 -> base;
      case 1 -> base + (differences[row] & 0xFF);
      case 2 -> base + ((short) SHORTS.get(differences, row * 2) & 0xFFFF);
      case 4 -> base + ((int) INTS.get(differences, row * 4) & 0xFFFF_FFFFL);
      case 8 -> base + (long) LONGS.get(differences, row * 8);
      default -> base + row;
    };
  }

  /// True if every row is known to have the value of the first.
  public boolean isConstant() {
    return width == 0;
  }

  /// Every value plus `shift`.
  public Column plus(long shift) {
    return shift == 0 ? this : new Column(count, base + shift, width, differences);
  }

  /// The rows `from` to `to`, the last excluded.
  public Column slice(int from, int to) {
    if (from == 0 && to == count) {
      return this;
    }
    return switch (width) {
      case 0 -> constant(to - from, base);
      case RISING -> rising(to - from, base + from);
      default ->
          new Column(
              to - from, base, width, Arrays.copyOfRange(differences, from * width, to * width));
    };
  }

  /// These rows and then those of `next`.
  public Column concat(Column next) {
    if (count == 0) {
      return next;
    }
    if (next.count == 0) {
      return this;
    }
    int total = count + next.count;
    if (width == 0 && next.width == 0 && base == next.base) {
      return constant(total, base);
    }
    if (isRising() && next.isRising() && next.base == base + count) {
      return rising(total, base);
    }
    if (width != RISING && width != 0 && next.fits(base, width)) {
      byte[] joined = Arrays.copyOf(differences, total * width);
      for (int i = 0; i < next.count; i++) {
        put(joined, width, count + i, next.get(i) - base);
      }
      return new Column(total, base, width, joined);
    }
    long[] values = Arrays.copyOf(toArray(), total);
    for (int i = 0; i < next.count; i++) {
      values[count + i] = next.get(i);
    }
    return of(values, total);
  }

  private boolean isRising() {
    return width == RISING || count == 1;
  }

  /// True if every row is at least `otherBase` and its difference from it has room in the width.
  private boolean fits(long otherBase, int otherWidth) {
    for (int i = 0; i < count; i++) {
      long value = get(i);
      if (value < otherBase || width(value - otherBase) > otherWidth) {
        return false;
      }
    }
    return true;
  }

  /// The rows set in `rows`.
  public Column select(BitSet rows) {
    int chosen = rows.cardinality();
    if (chosen == count) {
      return this;
    }
    if (width == 0) {
      return constant(chosen, base);
    }
    long[] values = new long[chosen];
    int next = 0;
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      values[next++] = get(row);
    }
    return of(values, chosen);
  }

  /// Every value replaced by what `change` makes of it.
  public Column map(LongUnaryOperator change) {
    if (width == 0) {
      return constant(count, change.applyAsLong(base));
    }
    long[] values = toArray();
    for (int i = 0; i < count; i++) {
      values[i] = change.applyAsLong(values[i]);
    }
    return of(values, count);
  }

  public long[] toArray() {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = get(i);
    }
    return values;
  }

  /// The row with `value` in a column that ascends, or −(insertion point) − 1.
  public int search(long value) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = get(middle);
      if (found < value) {
        low = middle + 1;
      } else if (found > value) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -low - 1;
  }

  /// Octets [#write] puts.
  int octets() {
    return 1 + Long.BYTES + differences.length;
  }

  /// Width, base, differences.
  void write(ByteBuffer out) {
    out.put((byte) width).putLong(base).put(differences);
  }

  static Column read(ByteBuffer in, int count) throws CorruptException {
    CorruptException.unless(in.remaining() > Long.BYTES, "a column is cut short");
    int width = in.get();
    long base = in.getLong();
    CorruptException.unless(
        width == 0 || width == 1 || width == 2 || width == 4 || width == 8 || width == RISING,
        "no column is " + width + " octets wide");
    int octets = width == RISING ? 0 : Math.multiplyExact(width, count);
    CorruptException.unless(in.remaining() >= octets, "a column is cut short");
    byte[] differences = octets == 0 ? NONE : new byte[octets];
    in.get(differences);
    return new Column(count, base, width, differences);
  }
}
