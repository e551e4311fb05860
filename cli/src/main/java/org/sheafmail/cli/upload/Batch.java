package org.sheafmail.cli.upload;

import java.util.List;
import org.sheafmail.protocol.MailboxName;

/// Messages that are appended together to one mailbox, in order.
record Batch(MailboxName mailbox, List<Parcel> parcels) {
  Batch {
    parcels = List.copyOf(parcels);
    if (parcels.isEmpty()) {
      throw new IllegalArgumentException("a batch holds one message at the least");
    }
  }

  long octets() {
    return parcels.stream().mapToLong(parcel -> parcel.message().size()).sum();
  }

  Batch part(int from, int to) {
    return new Batch(mailbox, parcels.subList(from, to));
  }
}
