package org.sheafmail.store.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.sheafmail.store.MailboxId;

/// Stands in front of the table of a batch in a lane and says whose it is (`docs/formats/lane.md`).
/// Nobody reads it but a repair, if the transaction that tells the same is lost. The salt of the
/// lane goes into its checksum, so that none is found in a message.
///
/// @param table octets of the table that follows
/// @param checksum of these
record LaneLabel(long account, MailboxId mailbox, int table, int checksum) {
  static final int OCTETS = 32;

  /// What the octets of a label begin with, the first being the lowest.
  static final int MAGIC = 0x4C52_4853; // "SHRL"

  private static final int CHECKED_OCTETS = OCTETS - Integer.BYTES;

  /// Magic, table, account, mailbox, checksum of the table, checksum of the label.
  ByteBuffer encode(long salt) {
    ByteBuffer out = ByteBuffer.allocate(OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(table).putLong(account).putLong(mailbox.value()).putInt(checksum);
    return out.putInt(Checksum.salted(salt, out.duplicate().flip())).flip();
  }

  /// The label that starts where `in` stands, or `null` if what stands there is none.
  static @Nullable LaneLabel decode(ByteBuffer in, long salt) {
    if (in.remaining() < OCTETS) {
      return null;
    }
    ByteBuffer label = in.slice(in.position(), OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    int magic = label.getInt();
    int table = label.getInt();
    long account = label.getLong();
    long mailbox = label.getLong();
    int checksum = label.getInt();
    boolean sound =
        magic == MAGIC
            && label.getInt()
                == Checksum.salted(salt, label.duplicate().flip().limit(CHECKED_OCTETS))
            && table > 0
            && mailbox > 0;
    return sound ? new LaneLabel(account, new MailboxId(mailbox), table, checksum) : null;
  }
}
