package org.sheafmail.server;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sheafmail.protocol.command.StatusCommand;
import org.sheafmail.protocol.command.StatusItem;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.protocol.response.ResponseWriter;
import org.sheafmail.store.Account;
import org.sheafmail.store.MailboxView;

/// `STATUS` (RFC 3501 §6.3.10), with `SIZE` (RFC 8438) and `APPENDLIMIT` (RFC 7889).
///
/// rfc3501/status
final class StatusHandler {
  private final Account account;
  private final Limits.Append limits;
  private final ResponseWriter out;

  StatusHandler(Account account, Limits.Append limits, ResponseWriter out) {
    this.account = account;
    this.limits = limits;
    this.out = out;
  }

  Completion handle(StatusCommand command) throws IOException {
    Optional<MailboxView> view = account.view(command.mailbox());
    if (view.isEmpty()) {
      return Outcomes.nonexistent();
    }
    Map<StatusItem, OptionalLong> values = new LinkedHashMap<>();
    for (StatusItem item : command.items()) {
      values.put(item, OptionalLong.of(value(item, view.get())));
    }
    out.status(command.mailbox(), values);
    return Completion.ok("STATUS completed");
  }

  private long value(StatusItem item, MailboxView view) throws IOException {
    return switch (item) {
      case MESSAGES -> view.messageCount();
      case RECENT -> recentCount(view);
      case UIDNEXT -> view.uidNext();
      case UIDVALIDITY -> view.uidValidity().value();
      case UNSEEN -> view.unseenCount();
      case SIZE -> view.totalSize();
      case APPENDLIMIT -> limits.messageSizeMax();
    };
  }

  private int recentCount(MailboxView view) throws IOException {
    int first = view.indexOf(account.firstRecent(view.id()));
    return view.messageCount() - (first >= 0 ? first : -first - 1);
  }
}
