package org.sheafmail.protocol.command;

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
  APPENDLIMIT
}
