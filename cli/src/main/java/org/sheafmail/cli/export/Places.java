package org.sheafmail.cli.export;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.wire.ModifiedUtf7;

/// Gives each mailbox of an account a name that any file system takes, as like its own as that
/// allows; which is which is in the folder's index.
final class Places {
  private static final int LENGTH_MAX = 150;

  /// In lower case: some file systems tell no difference.
  private final Set<String> taken = new HashSet<>();

  /// A file: `Lists.IETF.mbox`.
  String mbox(MailboxName mailbox) {
    return unused(plain(mailbox), ".mbox");
  }

  /// A folder of a Maildir++: `.Lists.IETF`; `INBOX` is the root.
  String maildir(MailboxName mailbox) {
    return mailbox.isInbox() ? "." : unused("." + plain(mailbox), "");
  }

  /// Levels in modified UTF-7 with dots in between, as Maildir++ has them.
  private static String plain(MailboxName mailbox) {
    StringBuilder name = new StringBuilder();
    for (String level : mailbox.levels()) {
      String encoded = ModifiedUtf7.encode(level).replaceAll("[./\\\\:*?\"<>|]", "_");
      name.append(name.isEmpty() ? "" : ".").append(encoded);
    }
    return name.length() <= LENGTH_MAX ? name.toString() : name.substring(0, LENGTH_MAX);
  }

  private String unused(String name, String ending) {
    String place = name + ending;
    for (int i = 2; !taken.add(place.toLowerCase(Locale.ROOT)); i++) {
      place = name + "-" + i + ending;
    }
    return place;
  }
}
