package org.sheafmail.server;

import java.io.IOException;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseCode.Word;
import org.sheafmail.store.MailboxView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The messages that one command could not read: the log has the first few, the client is told of
/// all in one line.
final class Unreadable {
  private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);
  private static final int LOGGED_MAX = 10;

  private final MailboxView view;
  private int first;
  private int count;

  Unreadable(MailboxView view) {
    this.view = view;
  }

  void add(int index, IOException why) {
    if (count == 0) {
      first = index + 1;
    }
    if (count++ < LOGGED_MAX) {
      LOG.error("UID {} of {} cannot be read: {}", view.uid(index), view.name(), why.getMessage());
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// `NO`, naming the first of them.
  Completion completion() {
    String more = count == 1 ? "" : " and " + (count - 1) + " more";
    return Completion.no(Word.CORRUPTION, "Message " + first + more + " cannot be read");
  }
}
