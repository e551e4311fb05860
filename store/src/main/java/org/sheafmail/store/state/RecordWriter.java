package org.sheafmail.store.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;

/// Puts the parts of a record one after the other into octets that grow as needed.
///
/// A *number* is unsigned, seven bits an octet, the lowest first, the top bit set on all but the
/// last octet; a *text* is its length in octets as a number and then UTF-8.
public final class RecordWriter {
  private byte[] octets;
  private int length;

  public RecordWriter(int expectedOctets) {
    octets = new byte[expectedOctets];
  }

  public void putOctet(int value) {
    room(1);
    octets[length++] = (byte) value;
  }

  public void putNumber(long value) {
    room(10);
    long left = value;
    while ((left & ~0x7FL) != 0) {
      octets[length++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    octets[length++] = (byte) left;
  }

  public void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putNumber(utf8.length);
    putOctets(utf8);
  }

  /// The number of levels, and each level as a text.
  public void putName(MailboxName name) {
    putNumber(name.levels().size());
    name.levels().forEach(this::putText);
  }

  /// The number of ranges; of each its distance from the end of the one before, and its length.
  public void putUids(UidSet uids) {
    putNumber(uids.ranges().size());
    long end = 0;
    for (UidSet.Range range : uids.ranges()) {
      putNumber(range.first() - end);
      putNumber(range.last() - range.first());
      end = range.last();
    }
  }

  /// Octets as they are.
  public void putOctets(byte[] raw) {
    room(raw.length);
    System.arraycopy(raw, 0, octets, length, raw.length);
    length += raw.length;
  }

  /// A column as [Column#write] writes it.
  public void putColumn(Column column) {
    room(column.octets());
    column.write(ByteBuffer.wrap(octets, length, column.octets()).order(ByteOrder.LITTLE_ENDIAN));
    length += column.octets();
  }

  public int length() {
    return length;
  }

  /// What was put so far. The octets are not copied: nothing more may be put.
  public ByteBuffer finish() {
    return ByteBuffer.wrap(octets, 0, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void room(int count) {
    if (octets.length - length < count) {
      octets = Arrays.copyOf(octets, Math.max(length + count, octets.length * 2));
    }
  }
}
