package org.sheafmail.protocol;

/// The unique identifier of a message within one mailbox and one [UidValidity].
///
/// `uniqueid = nz-number` (RFC 3501 §9): unsigned 32 bits, never zero. Code that walks many
/// messages carries the bare `long`; this type stands where one identifier crosses an interface.
public record Uid(long value) implements Comparable<Uid> {
  /// The largest UID there can be, 2³² − 1.
  public static final long MAX = 0xFFFF_FFFFL;

  public Uid {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException("UID outside 1.." + MAX + ": " + value);
    }
  }

  @Override
  public int compareTo(Uid other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
