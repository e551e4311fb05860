package org.sheafmail.store.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.Uid;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;
import org.sheafmail.store.MailboxId;

/// Takes from octets what [RecordWriter] put into them. Whatever cannot have been written by it is
/// a [CorruptException], never a wrong value or an endless list.
public final class RecordReader {
  private final ByteBuffer in;

  /// @param in read from its position on; its position moves along
  public RecordReader(ByteBuffer in) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
  }

  public boolean atEnd() {
    return !in.hasRemaining();
  }

  public int octet() throws CorruptException {
    CorruptException.unless(in.hasRemaining(), "a record is cut short");
    return in.get() & 0xFF;
  }

  public long number() throws CorruptException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7F) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw new CorruptException("a number has no end");
  }

  public int intNumber() throws CorruptException {
    long value = number();
    CorruptException.unless(value >= 0 && value <= Integer.MAX_VALUE, "a number is too large");
    return (int) value;
  }

  /// How many parts follow; each takes one octet at the least.
  public int count() throws CorruptException {
    int count = intNumber();
    CorruptException.unless(count <= in.remaining(), "a list is longer than its record");
    return count;
  }

  public String text() throws CorruptException {
    byte[] utf8 = new byte[count()];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  public Flag flag() throws CorruptException {
    String name = text();
    try {
      return Flag.of(name);
    } catch (IllegalArgumentException e) {
      throw new CorruptException("not a flag: " + e.getMessage());
    }
  }

  public MailboxName name() throws CorruptException {
    List<String> levels = new ArrayList<>();
    for (int left = count(); left > 0; left--) {
      levels.add(text());
    }
    try {
      return new MailboxName(levels);
    } catch (IllegalArgumentException e) {
      throw new CorruptException("not a mailbox name: " + e.getMessage());
    }
  }

  public MailboxId mailboxId() throws CorruptException {
    long id = number();
    CorruptException.unless(id >= 1, "a mailbox id starts at 1: " + id);
    return new MailboxId(id);
  }

  public UidValidity uidValidity() throws CorruptException {
    long value = number();
    CorruptException.unless(value >= 1 && value <= Uid.MAX, "not a UIDVALIDITY: " + value);
    return new UidValidity(value);
  }

  public UidSet uids() throws CorruptException {
    List<UidSet.Range> ranges = new ArrayList<>();
    long end = 0;
    for (int left = count(); left > 0; left--) {
      long first = end + number();
      end = first + number();
      try {
        ranges.add(new UidSet.Range(first, end));
      } catch (IllegalArgumentException e) {
        throw new CorruptException("not a UID set: " + e.getMessage());
      }
    }
    return new UidSet(ranges);
  }

  /// All octets that are left.
  public byte[] octets() {
    byte[] left = new byte[in.remaining()];
    in.get(left);
    return left;
  }

  public Column column(int rows) throws CorruptException {
    return Column.read(in, rows);
  }
}
