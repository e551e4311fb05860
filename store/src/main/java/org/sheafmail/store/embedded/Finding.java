package org.sheafmail.store.embedded;

import java.util.Optional;
import org.sheafmail.protocol.MailboxName;

/// One thing a check of a store found.
///
/// @param file its name; empty if it is about no file
/// @param offset the octet of the file; −1 if it is about all of it
/// @param what in words for a person
/// @param messages those it concerns, if they are known
public record Finding(
    Kind kind, String file, long offset, String what, Optional<Messages> messages) {
  /// How much a finding matters.
  public enum Kind {
    /// Something that was stored is not what it was.
    DAMAGE,
    /// Nothing that anybody needs: what was never completed, or what is made again by itself.
    NOTE
  }

  /// Messages of one mailbox.
  public record Messages(String account, MailboxName mailbox, long firstUid, long lastUid) {
    @Override
    public String toString() {
      String uids = firstUid == lastUid ? "UID " + firstUid : "UIDs " + firstUid + " to " + lastUid;
      return "account " + account + ", mailbox " + String.join("/", mailbox.levels()) + ", " + uids;
    }
  }

  static Finding damage(String file, long offset, String what) {
    return new Finding(Kind.DAMAGE, file, offset, what, Optional.empty());
  }

  static Finding note(String file, long offset, String what) {
    return new Finding(Kind.NOTE, file, offset, what, Optional.empty());
  }

  /// Of what failed with an exception, whose message says the rest.
  static Finding damage(String file, Exception e) {
    return damage(file, -1, String.valueOf(e.getMessage()));
  }

  Finding concerning(Messages concerned) {
    return new Finding(kind, file, offset, what, Optional.of(concerned));
  }

  /// In one line.
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(file);
    if (offset >= 0) {
      line.append(", octet ").append(offset);
    }
    if (!file.isEmpty() && !what.startsWith(file)) {
      line.append(": ");
    }
    line.append(what.startsWith(file) ? what.substring(file.length()) : what);
    messages.ifPresent(m -> line.append(" (").append(m).append(')'));
    return line.toString();
  }
}
