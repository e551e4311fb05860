package org.sheafmail.server;

import java.io.IOException;
import org.sheafmail.protocol.MailboxName;
import org.sheafmail.protocol.command.SubscribeCommand;
import org.sheafmail.protocol.command.UnsubscribeCommand;
import org.sheafmail.protocol.response.Completion;
import org.sheafmail.store.Account;
import org.sheafmail.store.Done;
import org.sheafmail.store.OutcomeUnknown;
import org.sheafmail.store.StoreFull;

/// `SUBSCRIBE` and `UNSUBSCRIBE` (RFC 3501 §6.3.6, §6.3.7). A name need not exist, and stays on the
/// list when its mailbox goes.
///
/// rfc3501/subscribe, rfc3501/unsubscribe
final class SubscribeHandler {
  private final Account account;

  SubscribeHandler(Account account) {
    this.account = account;
  }

  Completion handle(SubscribeCommand command) throws IOException {
    return set(command.mailbox(), true, "SUBSCRIBE completed");
  }

  Completion handle(UnsubscribeCommand command) throws IOException {
    return set(command.mailbox(), false, "UNSUBSCRIBE completed");
  }

  private Completion set(MailboxName mailbox, boolean subscribed, String done) throws IOException {
    return switch (account.subscribe(mailbox, subscribed)) {
      case Done _ -> Completion.ok(done);
      case StoreFull _ -> Outcomes.storeFull();
      case OutcomeUnknown unknown -> throw Outcomes.unknown(unknown);
    };
  }
}
