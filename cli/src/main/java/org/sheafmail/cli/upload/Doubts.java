package org.sheafmail.cli.upload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sheafmail.cli.upload.Intent.Entry;
import org.sheafmail.cli.upload.Intent.Position;
import org.sheafmail.protocol.MailboxName;

/// Messages that were not in the mailbox when it was looked at after a cut. A server may still
/// store them, however late: no command of IMAP asks what other sessions are at, and none ends
/// them.
///
/// So the mailbox is looked at once more before they are sent again; and when they are, and the
/// server tells UIDs, whatever came between is compared with them.
///
/// The doubts about a mailbox are touched only by whoever has its turn.
final class Doubts {
  private final Map<MailboxName, List<Intent>> unsent = new ConcurrentHashMap<>();
  private final Map<MailboxName, List<Intent>> sentAgain = new ConcurrentHashMap<>();
  private final Map<MailboxName, List<Entry>> arrived = new ConcurrentHashMap<>();

  /// These messages of the intent are not there.
  ///
  /// @param looked where the mailbox ended when it was looked at
  void add(Intent intent, Position looked, List<Entry> absent) {
    if (absent.isEmpty()) {
      return;
    }
    list(unsent, intent.mailbox())
        .add(
            new Intent(
                intent.id(),
                intent.at(),
                intent.mailbox(),
                looked,
                intent.whole() && absent.size() == intent.messages().size(),
                absent));
  }

  private static <T> List<T> list(Map<MailboxName, List<T>> lists, MailboxName mailbox) {
    return lists.computeIfAbsent(mailbox, _ -> new ArrayList<>());
  }

  /// What has not been looked for again.
  List<Intent> unsent(MailboxName mailbox) {
    return list(unsent, mailbox);
  }

  /// The last look before they are sent again has been taken; these were there after all.
  void looked(MailboxName mailbox, List<Entry> found) {
    list(sentAgain, mailbox).addAll(list(unsent, mailbox));
    list(unsent, mailbox).clear();
    list(arrived, mailbox).addAll(found);
  }

  /// What has been sent again.
  List<Intent> sentAgain(MailboxName mailbox) {
    return list(sentAgain, mailbox);
  }

  /// Takes a message that arrived late; false if there is none like it.
  boolean takeArrived(MailboxName mailbox, Entry entry) {
    return list(arrived, mailbox).remove(entry);
  }
}
