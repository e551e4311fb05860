package org.sheafmail.protocol;

/// The value that, with a mailbox name and a [Uid], denotes one message for ever.
///
/// `nz-number` (RFC 3501 §2.3.1.1, §9): unsigned 32 bits, never zero, never used twice for one
/// name.
public record UidValidity(long value) {
  public UidValidity {
    if (value < 1 || value > Uid.MAX) {
      throw new IllegalArgumentException("UIDVALIDITY outside 1.." + Uid.MAX + ": " + value);
    }
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
