package org.sheafmail.protocol.command;

import java.io.IOException;
import org.sheafmail.protocol.wire.WireReader;

/// What `STATUS` can tell of a mailbox (RFC 3501 §6.3.10).
public enum StatusItem {
  MESSAGES,
  RECENT,
  UIDNEXT,
  UIDVALIDITY,
  UNSEEN,
  /// RFC 8438: the sizes of all messages added up, in octets.
  SIZE,
  /// RFC 7889: the largest message that may be appended, in octets; `NIL` if there is no limit.
  APPENDLIMIT;

  /// `status-att`
  static StatusItem parse(WireReader in) throws IOException {
    String word = in.word();
    for (StatusItem item : values()) {
      if (item.name().equals(word)) {
        return item;
      }
    }
    throw in.error("unknown STATUS item");
  }
}
