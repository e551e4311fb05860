package org.sheafmail.store;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.function.IntConsumer;
import org.sheafmail.protocol.Flag;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.UidSet;
import org.sheafmail.protocol.UidValidity;

/// A mailbox as it was at one moment; immutable, cheap to keep, safe to share.
///
/// Messages are counted by `index`, 0 to [#messageCount] − 1, in the order of their UIDs: the
/// sequence number of a message in this view is its index plus one.
public interface MailboxView {
  MailboxId id();

  MailboxName name();

  UidValidity uidValidity();

  /// The UID the next message will get, or more (RFC 3501 §2.3.1.1). 1 to 2³²; 2³² once all are
  /// used.
  long uidNext();

  /// The highest mod-sequence of any change to this mailbox (RFC 7162 §3.1.2); 1 at the least.
  long highestModSeq();

  int messageCount();

  /// How many messages lack `\Seen`.
  int unseenCount();

  /// The index of the first message without `\Seen`, or −1.
  int firstUnseen();

  /// How many messages have `\Deleted`.
  int deletedCount();

  /// The sizes of all messages added up, in octets (`STATUS SIZE`, RFC 8438).
  long totalSize();

  /// Every flag and keyword any message has or had in this mailbox.
  Set<Flag> flagsInUse();

  long uid(int index);

  /// The index of the message with that UID, or −(insertion point) − 1 as in `Arrays.binarySearch`.
  int indexOf(long uid);

  /// Immutable; equal sets are mostly the same object.
  Set<Flag> flags(int index);

  /// The mod-sequence of the message's last change.
  long modSeq(int index);

  /// To the second, with the offset from UTC the client gave (`date-time`, RFC 3501 §9).
  OffsetDateTime internalDate(int index);

  /// When the message was put into this mailbox (RFC 8514).
  Instant saveDate(int index);

  /// The size in octets (`RFC822.SIZE`).
  ///
  /// rfc3501/size-exact
  long size(int index);

  /// The message's octets as they were sent. Stays readable while this view is in use.
  ///
  /// @throws IOException if the disk fails, or the octets are not what was stored
  Body body(int index) throws IOException;

  /// What the store's [Summarizer] made of the message, from the cache or made now.
  byte[] summary(int index) throws IOException;

  /// Calls `index` for each message changed or added after `modSeq`, in ascending order.
  void changedSince(long modSeq, IntConsumer index);

  /// The messages of `uids` that exist here, as UIDs.
  UidSet existing(UidSet uids);
}
