package org.sheafmail.server;

import java.util.BitSet;
import java.util.List;
import org.sheafmail.protocol.MailboxName;

/// A mailbox name with wildcards (RFC 3501 §6.3.8): `*` stands for anything, `%` for anything
/// within one level. `INBOX` matches in any case.
final class MailboxPattern {
  private static final int INBOX_LENGTH = "INBOX".length();

  private final String pattern;
  private final char separator;

  MailboxPattern(String pattern, char separator) {
    this.pattern = pattern;
    this.separator = separator;
  }

  /// Walks through the pattern once with the set of all positions in the name it could have
  /// reached, so that no pattern takes more than its length times that of the name.
  boolean matches(MailboxName mailbox) {
    String name = mailbox.toString(separator);
    // rfc3501/list-inbox
    int caseless = List.of("INBOX").equals(mailbox.levels().subList(0, 1)) ? INBOX_LENGTH : 0;
    BitSet reached = new BitSet(name.length() + 1);
    reached.set(0);
    for (int p = 0; p < pattern.length() && !reached.isEmpty(); p++) {
      char c = pattern.charAt(p);
      reached = c == '*' || c == '%' ? spread(reached, name, c) : step(reached, name, c, caseless);
    }
    return reached.get(name.length());
  }

  private BitSet spread(BitSet reached, String name, char wildcard) {
    BitSet next = (BitSet) reached.clone();
    for (int i = 0; i < name.length(); i++) {
      if (next.get(i) && (wildcard == '*' || name.charAt(i) != separator)) {
        next.set(i + 1);
      }
    }
    return next;
  }

  private static BitSet step(BitSet reached, String name, char c, int caseless) {
    BitSet next = new BitSet(name.length() + 1);
    for (int i = reached.nextSetBit(0);
        i >= 0 && i < name.length();
        i = reached.nextSetBit(i + 1)) {
      char here = name.charAt(i);
      if (here == c || (i < caseless && here == Character.toUpperCase(c))) {
        next.set(i + 1);
      }
    }
    return next;
  }
}
